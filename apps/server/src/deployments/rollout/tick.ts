import type { Clock } from '@thingdock/effects';
import { announce, record } from '../../events/index.ts';
import type { Database, Executor } from '../../platform/db/index.ts';
import * as store from '../store.ts';
import type { ActionRow } from '../tables.ts';
import * as targetStore from '../target-store.ts';
import { summarise } from '../transition.ts';
import { wantedOf, wantedText } from '../wanted.ts';
import { decideRollout, type Progress, type RolloutDecision } from './decide.ts';

export type TickDeps = { database: Database; clock: Pick<Clock, 'now'> };

/** Takes the next step of an action's rollout, and notes its end. Safe to call at any time, by any number of processes. */
export async function tick({ database, clock }: TickDeps, actionId: string): Promise<void> {
  const now = clock.now();
  const cancelRest = await database.transaction(async (tx) => {
    const action = await store.lockAction(tx, actionId);
    if (!action || action.rollout_state === 'waiting') return false;
    const counts = await targetStore.countPhases(tx, actionId, Math.max(1, action.phase_sizes.length));
    const settings = action.rollout ?? {};
    const decision = decideRollout({ progress: toProgress(action), settings, counts, now });
    await save(tx, action, decision, now);
    return decision.cancelRest;
  });
  if (!cancelRest) return;
  await database.transaction(async (tx) => {
    await targetStore.cancelUnbegun(tx, actionId, { message: 'The rollout was stopped before.', now: new Date(now) });
    await store.markDue(tx, [actionId], new Date(now));
  });
}

async function save(tx: Executor, action: ActionRow, { progress, lookAt, cancelRest }: RolloutDecision, now: number) {
  const states = (await store.countStates(tx, [action.id])).get(action.id) ?? {};
  const summary = summarise(states);
  const over = summary !== 'processing';
  const lookAgainAt = cancelRest ? now : lookAt;
  await store.changeAction(tx, action.id, {
    ...toColumns(progress),
    look_at: lookAgainAt === null ? null : new Date(lookAgainAt),
    summary,
    ended_at: over ? (action.ended_at ?? new Date(now)) : null,
    counts: over ? states : null,
    updated_at: new Date(now),
  });
  const moved =
    progress.state !== action.rollout_state || progress.phase !== action.phase || summary !== action.summary;
  if (moved) await announce(tx, { type: 'deployment', projectId: action.project_id, keys: [action.id] });
  await tell(tx, action, { progress, summary, now });
}

async function tell(
  tx: Executor,
  action: ActionRow,
  { progress, summary, now }: { progress: Progress; summary: string; now: number },
): Promise<void> {
  const about = { projectId: action.project_id, connectionId: action.connection_id, device: null, at: now };
  if (progress.state === 'halted' && action.rollout_state !== 'halted') {
    const data = { deploymentId: action.id, ...(progress.why ? { why: progress.why } : {}) };
    await record(tx, [{ ...about, type: 'rollout.halted', data }]);
  }
  if (summary === 'processing' || action.ended_at !== null) return;
  const what = wantedText(wantedOf(action));
  const data = { deploymentId: action.id, summary, ...(what ? { what } : {}) };
  await record(tx, [{ ...about, type: 'deployment.finished', data }]);
}

export const toProgress = (action: ActionRow): Progress => ({
  state: action.rollout_state,
  phase: action.phase,
  phaseEndedAt: action.phase_ended_at?.getTime() ?? null,
  heldAt: action.held_at?.getTime() ?? null,
  why: action.rollout_why,
  forgiven: { bad: action.forgiven_bad, ended: action.forgiven_ended },
});

export function toColumns(progress: Progress): store.ActionChange {
  const time = (ms: number | null) => (ms === null ? null : new Date(ms));
  return {
    rollout_state: progress.state,
    phase: progress.phase,
    phase_ended_at: time(progress.phaseEndedAt),
    held_at: time(progress.heldAt),
    rollout_why: progress.why,
    forgiven_bad: progress.forgiven.bad,
    forgiven_ended: progress.forgiven.ended,
  };
}
