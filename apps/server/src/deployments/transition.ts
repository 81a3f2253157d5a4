import type { ActionSummary, TargetState } from '@thingdock/api';

/** Which state may follow which, for actions of every kind. What is not listed is final. */
const NEXT: Readonly<Partial<Record<TargetState, readonly TargetState[]>>> = {
  scheduled: ['pending', 'requested', 'failed', 'cancelled', 'overridden'],
  requested: ['pending', 'deploying', 'deployed', 'failed', 'cancelled', 'overridden', 'timed_out'],
  pending: ['requested', 'deploying', 'deployed', 'failed', 'cancelled', 'overridden', 'timed_out'],
  // A device that tries again goes back to pending.
  deploying: ['pending', 'deployed', 'failed', 'cancelled', 'overridden', 'timed_out'],
};

/** Nobody waits for a timed-out device any more, but its late word is the truth. */
const AFTER_TIME_OUT: readonly TargetState[] = ['deployed', 'failed'];

/** Targets whose device was told, or is to be. A scheduled one is open, too, but stands in nobody's way yet. */
export const OPEN_STATES = ['requested', 'pending', 'deploying'] as const satisfies readonly TargetState[];

export const isFinal = (state: TargetState): boolean => NEXT[state] === undefined;

/** Whether one state of a target may lead to another. */
export function mayBecome(from: TargetState, to: TargetState): boolean {
  return (from === 'timed_out' ? AFTER_TIME_OUT : (NEXT[from] ?? [])).includes(to);
}

export type Counts = Partial<Record<TargetState, number>>;

/** Processing until every target is final; then failed if any failed or timed out, else successful. */
export function summarise(counts: Counts): ActionSummary {
  const states = (Object.keys(counts) as TargetState[]).filter((state) => (counts[state] ?? 0) > 0);
  if (states.some((state) => !isFinal(state))) return 'processing';
  return states.some((state) => state === 'failed' || state === 'timed_out') ? 'failed' : 'successful';
}
