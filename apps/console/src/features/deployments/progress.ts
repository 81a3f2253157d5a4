import type { ActionSummary, TargetState } from '@thingdock/api';

/** Parts of the bar, in the order in which they stand. */
export const PARTS = ['deployed', 'deploying', 'pending', 'failed', 'rest'] as const;
export type Part = (typeof PARTS)[number];

const PART_OF: Record<TargetState, Part> = {
  deployed: 'deployed',
  deploying: 'deploying',
  scheduled: 'pending',
  requested: 'pending',
  pending: 'pending',
  failed: 'failed',
  timed_out: 'failed',
  cancelled: 'rest',
  overridden: 'rest',
};

export const TARGET_WORDS: Record<TargetState, string> = {
  scheduled: 'Scheduled',
  requested: 'Requested',
  pending: 'Pending',
  deploying: 'Deploying',
  deployed: 'Deployed',
  failed: 'Failed',
  cancelled: 'Cancelled',
  overridden: 'Overridden',
  timed_out: 'Timed out',
};

export const SUMMARY_WORDS: Record<ActionSummary, string> = {
  processing: 'Processing',
  successful: 'Successful',
  failed: 'Failed',
};

const PART_WORDS: Record<Part, string> = {
  deployed: 'deployed',
  deploying: 'deploying',
  pending: 'pending',
  failed: 'failed',
  rest: 'not deployed',
};

export const partOf = (state: TargetState): Part => PART_OF[state];

export type Segment = { part: Part; count: number; share: number; word: string };
export type TargetCounts = Partial<Record<TargetState, number>>;

/** The parts that have any targets, with their share of all (0–1, together 1). */
export function barSegments(counts: TargetCounts): Segment[] {
  const sums = new Map<Part, number>();
  for (const [state, number] of Object.entries(counts) as [TargetState, number][])
    sums.set(PART_OF[state], (sums.get(PART_OF[state]) ?? 0) + number);
  const total = [...sums.values()].reduce((sum, number) => sum + number, 0);
  return PARTS.flatMap((part) => {
    const count = sums.get(part) ?? 0;
    return count === 0 ? [] : [{ part, count, share: count / total, word: PART_WORDS[part] }];
  });
}

/** `9 deployed, 2 pending, 1 failed`; `done` is the word where something else than a deployment was asked for. */
export function countsInWords(counts: TargetCounts, done = PART_WORDS.deployed): string {
  const segments = barSegments(counts);
  if (segments.length === 0) return 'no devices';
  const words: Partial<Record<Part, string>> = { deployed: done, rest: `not ${done}` };
  return segments.map(({ part, count, word }) => `${count.toLocaleString('en-US')} ${words[part] ?? word}`).join(', ');
}

export function isFinal(state: TargetState): boolean {
  return ['deployed', 'failed', 'rest'].includes(PART_OF[state]);
}
