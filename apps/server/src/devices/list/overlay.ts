import type { Device, StatusReason } from '@thingdock/api';
import type { ConnectionRef } from '../../connections/index.ts';

/** Reasons that say more than that a connection is blind: they hold whatever messages say. */
export const OUTLASTING: readonly StatusReason[] = ['gone', 'not_registered', 'monitoring_off'];

type Status = Pick<Device, 'status' | 'reason' | 'since' | 'source'>;

/**
 * What is shown of a device whose status is kept like this. Where nothing tells that a status has changed, what was heard once
 * may be long untrue.
 */
export function overlaid(kept: Status, blind: ConnectionRef['blind']): Status {
  if (!blind || (kept.reason && OUTLASTING.includes(kept.reason))) return kept;
  return { status: 'unknown', reason: blind, since: null, source: null };
}
