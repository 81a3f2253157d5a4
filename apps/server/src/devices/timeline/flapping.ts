import type { DeviceStatus } from '@thingdock/api';

/** A device that changes between connected and disconnected at least so often within so many minutes is flapping. */
export const FLAPPING = { changes: 5, minutes: 10 } as const;

/** What was shown from `at` (ms) on. */
export type Change = { at: number; status: DeviceStatus };

export type Flapping = { changes: number; minutes: number; since: number };

const WINDOW_MS = FLAPPING.minutes * 60_000;

/**
 * Whether a device is flapping. A reconnect counts although its disconnection was not seen; what comes from elsewhere than the
 * device (monitoring, licences, an account that cannot be heard) is no change of its own, so `unknown` does not count.
 * @param changes in any order
 */
export function flappingAt(changes: readonly Change[], now: number): Flapping | null {
  const recent = changes.filter(({ at, status }) => status !== 'unknown' && at > now - WINDOW_MS && at <= now);
  if (recent.length < FLAPPING.changes) return null;
  return { changes: recent.length, minutes: FLAPPING.minutes, since: Math.min(...recent.map(({ at }) => at)) };
}
