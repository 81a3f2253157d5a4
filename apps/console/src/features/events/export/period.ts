/** Both ISO 8601. */
export type Period = { from: string; to: string };

const DAY_MS = 86_400_000;

/** Periods that end now, and any other. */
export const LENGTHS = [
  { value: '1', label: '24 hours' },
  { value: '7', label: '7 days' },
  { value: '30', label: '30 days' },
  { value: 'other', label: 'Other' },
] as const;

/** How many days a choice has; `undefined` when its ends are chosen one by one. */
export const readLength = (chosen: string): number | undefined => (chosen === 'other' ? undefined : Number(chosen));

export const lastDays = (days: number, now: number): Period => ({
  from: new Date(now - days * DAY_MS).toISOString(),
  to: new Date(now).toISOString(),
});
