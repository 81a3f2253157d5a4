/** Crashes of Node-RED in a row, each soon after its start. */
export type CrashHistory = { inARow: number };

export const NO_CRASHES: CrashHistory = { inARow: 0 };
/** A run that lasted this long was a good one. */
const GOOD_RUN_MS = 20_000;
const MOST_IN_A_ROW = 5;
const RESTART_AFTER_MS = 1_000;

/** What to do after a crash: start again after a moment, or leave it after too many in a row. */
export function afterCrash(
  history: CrashHistory,
  ranForMs: number,
): { history: CrashHistory; next: { kind: 'restart'; afterMs: number } | { kind: 'give-up' } } {
  const inARow = ranForMs >= GOOD_RUN_MS ? 1 : history.inARow + 1;
  if (inARow > MOST_IN_A_ROW) return { history: { inARow }, next: { kind: 'give-up' } };
  return { history: { inARow }, next: { kind: 'restart', afterMs: RESTART_AFTER_MS } };
}
