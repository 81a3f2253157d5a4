import type { RolloutSettings, RolloutState } from '@thingdock/api';
import { durationText } from '../duration.ts';

/** How the targets of one phase stand. */
export type PhaseCounts = {
  /** Not begun. */
  waiting: number;
  /** Begun, and their devices are at it. */
  working: number;
  /** Begun, and waiting for their devices to come online. */
  offline: number;
  /** Ended well. */
  good: number;
  /** Failed or timed out after their devices were told. */
  bad: number;
  /** Ended otherwise: cancelled, overridden, refused. */
  other: number;
};

/** How far a rollout has come. Times in milliseconds. */
export type Progress = {
  state: RolloutState;
  /** That runs now, from 1. */
  phase: number;
  /** Since when nothing more is to be expected of the phase, while the next one waits for its time. */
  phaseEndedAt: number | null;
  /** Since when it is paused or halted. */
  heldAt: number | null;
  why: string | null;
  /** What was known when it was last resumed: these failures were accepted. */
  forgiven: { bad: number; ended: number };
};

export type RolloutFacts = {
  progress: Progress;
  settings: Pick<RolloutSettings, 'waitSeconds' | 'stopAt'>;
  /** By phase. */
  counts: readonly PhaseCounts[];
  now: number;
};

export type RolloutDecision = {
  progress: Progress;
  /** What was not begun never will be. */
  cancelRest: boolean;
  /** When to look again, if nothing happens before. */
  lookAt: number | null;
};

/** A rollout that nobody resumes ends after so long. */
export const HELD_MS = 30 * 24 * 3_600_000;

/**
 * The next step of a rollout, out of nothing but counts and time. A phase is over when none of its targets is to be begun
 * and none is at work; devices that are offline are waited for without holding the next phase up, unless no other device
 * of the phase has shown anything yet.
 */
export function decideRollout(facts: RolloutFacts): RolloutDecision {
  const { progress, counts, now } = facts;
  const keep: RolloutDecision = { progress, cancelRest: false, lookAt: null };
  if (progress.state === 'waiting' || progress.state === 'finished') return keep;
  const left = sum(counts, ({ waiting, working, offline }) => waiting + working + offline);
  if (left === 0) return progress.state === 'stopped' ? keep : { ...keep, progress: finished(progress) };
  const unbegun = sum(counts, ({ waiting }) => waiting);
  if (progress.state === 'stopped') return { ...keep, cancelRest: unbegun > 0 };
  if (unbegun === 0) return { ...keep, progress: carriedOn(progress) };
  if (progress.state !== 'running') return hold(keep, now);
  const problem = overThreshold(facts);
  if (problem) return { ...keep, progress: { ...progress, state: 'halted', heldAt: now, why: problem } };
  return isOver(facts) ? endPhase(facts) : { ...keep, progress: { ...progress, phaseEndedAt: null } };
}

/** Everything was begun, so there is nothing more to pause or to halt. */
function carriedOn(progress: Progress): Progress {
  const { state } = progress;
  return state === 'running'
    ? { ...progress, phaseEndedAt: null }
    : { ...progress, state: 'running', heldAt: null, why: null };
}

const finished = (progress: Progress): Progress => ({
  ...progress,
  state: 'finished',
  heldAt: null,
  phaseEndedAt: null,
});

function hold(keep: RolloutDecision, now: number): RolloutDecision {
  const { progress } = keep;
  const until = (progress.heldAt ?? now) + HELD_MS;
  if (now < until) return { ...keep, lookAt: until };
  const why = `Nobody resumed it for ${durationText(HELD_MS)}.`;
  return { progress: { ...progress, state: 'stopped', why }, cancelRest: true, lookAt: null };
}

/** Whether the current phase, and those before it, have shown all that is to be expected of them. */
function isOver({ progress, counts }: RolloutFacts): boolean {
  const current = counts.slice(0, progress.phase);
  if (sum(current, ({ waiting, working }) => waiting + working) > 0) return false;
  const last = current.at(-1);
  return !last || last.offline === 0 || last.good + last.bad > 0;
}

function endPhase({ progress, settings, counts, now }: RolloutFacts): RolloutDecision {
  const ended = counts[progress.phase - 1];
  const failed = settings.stopAt === undefined && (ended?.bad ?? 0) > 0 && badSince(progress, counts) > 0;
  if (failed) {
    const why = `${plural(ended?.bad ?? 0, 'target')} of phase ${progress.phase} failed or timed out.`;
    return { progress: { ...progress, state: 'halted', heldAt: now, why }, cancelRest: false, lookAt: null };
  }
  const phaseEndedAt = progress.phaseEndedAt ?? now;
  const nextAt = phaseEndedAt + (settings.waitSeconds ?? 0) * 1_000;
  if (now < nextAt) return { progress: { ...progress, phaseEndedAt }, cancelRest: false, lookAt: nextAt };
  const next = counts.findIndex(({ waiting }, index) => index >= progress.phase && waiting > 0) + 1;
  return { progress: { ...progress, phase: next, phaseEndedAt: null }, cancelRest: false, lookAt: null };
}

/**
 * Why to stop, if the threshold is reached. A share counts once so many have ended that a single failure is not over it,
 * or the phase is over.
 */
function overThreshold(facts: RolloutFacts): string | undefined {
  const { failed, percent } = facts.settings.stopAt ?? {};
  const { progress, counts } = facts;
  const bad = badSince(progress, counts);
  if (failed !== undefined && bad >= failed)
    return `${plural(bad, 'target')} failed or timed out; it stops at ${failed}.`;
  if (percent === undefined || bad === 0) return undefined;
  const ended = sum(counts, (phase) => phase.good + phase.bad) - progress.forgiven.ended;
  const share = (100 * bad) / Math.max(1, ended);
  if (share < percent || (ended < 100 / percent && !isOver(facts))) return undefined;
  return `${Math.round(share)} % of ${plural(ended, 'target')} failed or timed out; it stops at ${percent} %.`;
}

const badSince = ({ forgiven }: Progress, counts: readonly PhaseCounts[]): number =>
  sum(counts, ({ bad }) => bad) - forgiven.bad;

/** A rollout as it goes on after somebody accepted the failures so far. */
export function resumed(progress: Progress, counts: readonly PhaseCounts[]): Progress {
  const forgiven = {
    bad: sum(counts, ({ bad }) => bad),
    ended: sum(counts, ({ good, bad }) => good + bad),
  };
  return { ...progress, state: 'running', why: null, heldAt: null, forgiven };
}

const sum = (counts: readonly PhaseCounts[], of: (phase: PhaseCounts) => number): number =>
  counts.reduce((total, phase) => total + of(phase), 0);
const plural = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;
