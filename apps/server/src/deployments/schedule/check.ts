import { fieldFault, type Schedule } from '@thingdock/api';
import type Type from 'typebox';
import { toInstant } from './local-time.ts';

const SOONEST_MS = 60_000;
const LATEST_MS = 30 * 24 * 3_600_000;

/** When something is to begin, in milliseconds. Throws `schedule_invalid`. */
export function checkSchedule({ at, timeZone }: Type.Static<typeof Schedule>, now: number): number {
  const instant = toInstant(at, timeZone);
  if (instant === undefined)
    throw fieldFault('schedule.at', 'schedule_invalid', { reason: `there is no ${at} in "${timeZone}"` });
  if (instant < now + SOONEST_MS)
    throw fieldFault('schedule.at', 'schedule_invalid', { reason: 'it must be at least a minute ahead' });
  if (instant > now + LATEST_MS)
    throw fieldFault('schedule.at', 'schedule_invalid', { reason: 'it must be within 30 days' });
  return instant;
}
