import type { Finding, Health, HealthState } from '@thingdock/api';
import type { ShapeName, Tone } from '../../../ui/shape.tsx';
import { longDuration, relativeTime } from '../../../words/time.ts';

/** How a connection is, told by shape and word. */
export const HEALTH_SHAPES: Record<HealthState, readonly [ShapeName, Tone]> = {
  healthy: ['disc', 'ok'],
  degraded: ['triangle', 'warn'],
  broken: ['cross', 'bad'],
  unknown: ['dashed', 'idle'],
};

export const HEALTH_WORDS: Record<HealthState, string> = {
  healthy: 'Healthy',
  degraded: 'Degraded',
  broken: 'Broken',
  unknown: 'Not looked at yet',
};

export const SEVERITY_SHAPES: Record<Finding['severity'], readonly [ShapeName, Tone]> = {
  broken: ['cross', 'bad'],
  degraded: ['triangle', 'warn'],
  info: ['ring', 'idle'],
};

/** `Broken for 4 minutes; looked at 12 s ago.` `now` in milliseconds. */
export function healthLine({ state, since, checkedAt }: Health, now: number): string {
  const lasting = since === null || state === 'unknown' ? '' : ` for ${longDuration(now - Date.parse(since))}`;
  const looked = checkedAt === null ? '' : `; looked at ${relativeTime(Date.parse(checkedAt), now)}`;
  return `${HEALTH_WORDS[state]}${lasting}${looked}.`;
}

/** Where a finding can be mended in this console. */
export type Way = 'repair' | 'rotate';

const WAYS: Partial<Record<Finding['code'], Way>> = {
  key_refused: 'rotate',
  key_of_other_account: 'rotate',
  key_old: 'rotate',
  object_foreign: 'repair',
};

export const wayOut = ({ code, repairable }: Finding): Way | undefined => (repairable ? 'repair' : WAYS[code]);
