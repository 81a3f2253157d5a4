import type { Deployment, Rollout } from '@thingdock/api';
import { count } from '../../../words/count.ts';
import type { TargetCounts } from '../progress.ts';

export type PhaseState = 'done' | 'running' | 'held' | 'waiting' | 'never';
export type PhaseLine = { number: number; size: number; state: PhaseState };

/** The phases of a rollout, each as it stands now. */
export function phaseLines({ state, phase, sizes }: Pick<Rollout, 'state' | 'phase' | 'sizes'>): PhaseLine[] {
  return sizes.map((size, index) => ({ number: index + 1, size, state: phaseState(index + 1, state, phase) }));
}

function phaseState(number: number, state: Rollout['state'], current: number): PhaseState {
  if (number < current || state === 'finished') return 'done';
  if (state === 'stopped') return number === current ? 'done' : 'never';
  if (number > current) return 'waiting';
  return state === 'paused' || state === 'halted' ? 'held' : 'running';
}

export const PHASE_WORDS: Record<PhaseState, string> = {
  done: 'through',
  running: 'running',
  held: 'held',
  waiting: 'to come',
  never: 'not begun',
};

/** When a rollout halts by itself, and how far that is; one line for each limit. */
export function thresholdLines({ stopAt }: Pick<Rollout, 'stopAt'>, counts: TargetCounts): string[] {
  const bad = (counts.failed ?? 0) + (counts.timed_out ?? 0);
  const ended = bad + (counts.deployed ?? 0);
  const share = ended === 0 ? 0 : Math.round((bad / ended) * 1_000) / 10;
  return [
    ...(stopAt?.failed === undefined
      ? []
      : [
          `Halts at ${stopAt.failed.toLocaleString('en-US')} failed or timed out; ${bad.toLocaleString('en-US')} so far.`,
        ]),
    ...(stopAt?.percent === undefined
      ? []
      : [`Halts when ${stopAt.percent} % of those that ended have failed; ${share} % so far.`]),
  ];
}

/** What the rollout is doing, in one sentence; `ago` says when the next phase begins. */
export function rolloutSentence(rollout: Rollout): string {
  const { state, phase, sizes, why } = rollout;
  const all = sizes.length;
  switch (state) {
    case 'waiting':
      return phase === 0 ? 'No phase has begun yet.' : `Phase ${phase} of ${all} is through.`;
    case 'running':
      return `Phase ${phase} of ${all} is running.`;
    case 'paused':
      return why ?? `Paused in phase ${phase} of ${all}.`;
    case 'halted':
      return why ?? `Halted in phase ${phase} of ${all}: too many failed.`;
    case 'stopped':
      return why ?? `Stopped in phase ${phase} of ${all}.`;
    case 'finished':
      return `All ${count(all, 'phase')} are through.`;
  }
}

/** How many targets are not through, may have been told, have it, and failed. */
export function tally(deployment: Pick<Deployment, 'counts'>) {
  const counts: TargetCounts = deployment.counts;
  const of = (...states: (keyof TargetCounts)[]) => states.reduce((sum, state) => sum + (counts[state] ?? 0), 0);
  return {
    open: of('scheduled', 'requested', 'pending', 'deploying'),
    told: of('requested', 'deploying', 'deployed', 'failed', 'timed_out'),
    deployed: of('deployed'),
    failed: of('failed', 'timed_out'),
  };
}
