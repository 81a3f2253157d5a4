import type { CreateDeployment, Limits, RolloutSettings } from '@thingdock/api';

export type PhaseDraft = { value: number; unit: 'devices' | 'percent' };

/** How it goes out, as it is typed. Numbers that are not given are `undefined`. */
export type How = {
  phased: boolean;
  /** All but the last, which takes the rest. */
  phases: readonly PhaseDraft[];
  canaries: readonly string[];
  waitMinutes: number | undefined;
  stopFailed: number | undefined;
  stopPercent: number | undefined;
  scheduled: boolean;
  /** As an input of date and time gives it: `2026-03-01T02:30`. */
  at: string;
  timeZone: string;
  absenceDays: number | undefined;
  silenceMinutes: number | undefined;
  retries: number | undefined;
};

/** A careful rollout to begin with: one device, then a fifth, then the rest. */
export const firstHow = (timeZone: string): How => ({
  phased: false,
  phases: [
    { value: 1, unit: 'devices' },
    { value: 20, unit: 'percent' },
  ],
  canaries: [],
  waitMinutes: undefined,
  stopFailed: 1,
  stopPercent: undefined,
  scheduled: false,
  at: '',
  timeZone,
  absenceDays: undefined,
  silenceMinutes: undefined,
  retries: undefined,
});

export function toRollout({ phased, ...how }: How): RolloutSettings | undefined {
  if (!phased) return undefined;
  const { stopFailed, stopPercent, waitMinutes, canaries } = how;
  const phases = how.phases.filter(({ value }) => value > 0);
  const stopAt = {
    ...(stopFailed !== undefined && { failed: stopFailed }),
    ...(stopPercent !== undefined && { percent: stopPercent }),
  };
  return {
    phases: [...phases.map(({ value, unit }) => (unit === 'percent' ? { percent: value } : { count: value })), {}],
    ...(canaries.length > 0 && { canaries: [...canaries] }),
    ...(waitMinutes !== undefined && { waitSeconds: Math.round(waitMinutes * 60) }),
    ...(Object.keys(stopAt).length > 0 && { stopAt }),
  };
}

export const toSchedule = ({ scheduled, at, timeZone }: How): CreateDeployment['schedule'] =>
  scheduled && at !== '' ? { at: at.slice(0, 16), timeZone } : undefined;

export function toLimits({ absenceDays, silenceMinutes, retries }: How): Limits | undefined {
  const limits: Limits = {
    ...(absenceDays !== undefined && { absenceSeconds: Math.round(absenceDays * 86_400) }),
    ...(silenceMinutes !== undefined && { silenceSeconds: Math.round(silenceMinutes * 60) }),
    ...(retries !== undefined && { retries }),
  };
  return Object.keys(limits).length > 0 ? limits : undefined;
}

/** The time in a zone now, rounded up to the next five minutes at least five minutes ahead. */
export function soonIn(timeZone: string, now: number): string {
  const step = 5 * 60_000;
  const soon = Math.ceil((now + step) / step) * step;
  const parts = new Intl.DateTimeFormat('sv-SE', {
    timeZone,
    dateStyle: 'short',
    timeStyle: 'short',
  }).format(soon);
  return parts.replace(' ', 'T');
}
