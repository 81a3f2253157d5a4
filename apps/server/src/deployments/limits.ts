import type { ActionRow } from './tables.ts';
import type { TargetLimits } from './target.ts';

/** How long the devices of an action are waited for, and how often it is tried again. */
export const limitsOf = (
  action: Pick<ActionRow, 'silence_seconds' | 'absence_seconds' | 'retries'> | undefined,
): TargetLimits => ({
  silenceMs: (action?.silence_seconds ?? 900) * 1_000,
  absenceMs: (action?.absence_seconds ?? 604_800) * 1_000,
  retries: action?.retries ?? 0,
});
