import type { Device, Target } from '@thingdock/api';
import { dayOf, localTimes, longDuration } from '../../words/time.ts';
import { isFinal } from './progress.ts';

type Known = Pick<Device, 'status' | 'since'> | undefined;

/**
 * Why a target is not deployed yet, or why not at all: the device's own words where it gave any, else what its status
 * explains. Empty for those that are. `now` in milliseconds.
 */
export function whyNotYet(target: Target, device: Known, now: number): string {
  if (target.state === 'deployed') return '';
  const said = target.message === null ? '' : localTimes(target.message);
  if (isFinal(target.state)) return said;
  const offline = device !== undefined && device.status !== 'connected';
  if (!offline) return said || (ONLINE[target.state] ?? '');
  const lasting = device.since === null ? '' : ` for ${longDuration(now - Date.parse(device.since))}`;
  const where = device.status === 'disconnected' ? `Offline${lasting}` : 'Its status is unknown';
  return `${where}; gets it when it connects${deadline(target, now)}.`;
}

const ONLINE: Partial<Record<Target['state'], string>> = {
  scheduled: 'Its time has not come yet.',
  requested: 'The device was told and has not answered yet.',
  pending: 'The device knows and waits for its turn.',
  deploying: 'The device is installing it.',
};

function deadline({ deadlineAt }: Target, now: number): string {
  if (deadlineAt === null || Date.parse(deadlineAt) < now) return '';
  return ` until ${dayOf(Date.parse(deadlineAt))}`;
}
