import { Fault } from '@thingdock/api';
import type { Pool } from './tables.ts';

/** Who registered a device that nobody chose. */
export const AUTOMATIC = 'automatic';

/** Licences that are issued and not registered yet; `Infinity` without a limit. Fewer than none are never left. */
export const left = ({ limit, registered }: Pool): number =>
  limit === null ? Number.POSITIVE_INFINITY : Math.max(0, limit - registered);

/** Throws `licence_limit` when so many licences more are not left. */
export function requireLeft(pool: Pool, wanted: number, done = 0): void {
  if (wanted <= left(pool)) return;
  throw new Fault('licence_limit', { details: { limit: pool.limit, left: left(pool), wanted, done } });
}

/** Which of the devices that speak for the first time are registered: in the order given, as many as are left. */
export function admitted(pool: Pool, names: readonly string[]): string[] {
  if (!pool.registerNew) return [];
  const free = left(pool);
  return names.slice(0, Number.isFinite(free) ? free : names.length);
}
