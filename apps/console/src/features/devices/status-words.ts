import type { Device, DeviceStatus, StatusReason } from '@thingdock/api';
import { noticedAfter } from '@thingdock/device-protocol/capabilities';
import { longDuration, relativeTime } from '../../words/time.ts';

/**
 * What is drawn of a status: monitoring that is off, a missing licence and a thing that is gone have shapes of their own,
 * so that none of them looks like a fault or like a device that is offline.
 */
export type Look = DeviceStatus | 'off' | 'unlicensed' | 'gone';

type Shown = Pick<Device, 'status' | 'reason'> & Partial<Pick<Device, 'licensed'>>;

export function lookOf({ status, reason, licensed }: Shown): Look {
  if (reason === 'gone') return 'gone';
  if (licensed === false || reason === 'not_registered') return 'unlicensed';
  return reason === 'monitoring_off' ? 'off' : status;
}

/** How a status is told besides its shape. */
export const STATUS_WORDS: Record<Look, string> = {
  connected: 'Connected',
  disconnected: 'Disconnected',
  unknown: 'Unknown',
  off: 'Monitoring off',
  unlicensed: 'No licence',
  gone: 'Gone',
};

/** Few words beside the status in a list; nothing where the status says it all. */
export const REASON_HINTS: Record<StatusReason, string> = {
  clean_disconnect: 'stopped',
  connection_lost: 'connection lost',
  never_seen: 'never seen',
  no_role: 'no IAM role',
  credentials_invalid: 'key refused by AWS',
  path_broken: 'status path broken',
  reported_by_shadow: 'from its shadow',
  not_registered: 'not registered',
  registered_elsewhere: 'belongs elsewhere',
  not_answering: 'not answering',
  monitoring_off: 'monitoring off',
  gone: 'gone from AWS',
};

/** Why, and what to do about it, as sentences for the device's page. */
const REASONS: Record<StatusReason, string> = {
  clean_disconnect: 'Its agent was stopped and said so before it went.',
  connection_lost:
    'The connection broke without a goodbye: power, network, or the agent itself. It reconnects by itself.',
  never_seen:
    'No agent has connected as this thing yet. Install the agent on the device, with this thing’s certificate, and start it.',
  no_role: 'The connection has no IAM role, so AWS IoT cannot report status. Migrate the connection: give it a role.',
  credentials_invalid:
    'AWS refuses the access key of the connection, so nobody can tell. Rotate the key of the connection.',
  path_broken:
    'Something in AWS that reports status is missing or was changed. The health of the connection says what.',
  not_registered: 'No licence is registered for it, so its status is not shown. Register one to see it.',
  registered_elsewhere:
    'It is online, but does not answer: its agent is registered with another installation. Remove that registration on the device, and it registers here.',
  not_answering:
    'By its last word it is online, but it does not answer. Its goodbye may have been lost, or the agent hangs.',
  monitoring_off: 'Its monitoring is switched off, so its status is not shown and it sends no logs.',
  gone: 'AWS IoT has no thing of this name any more. Forget it here when it will not come back.',
  reported_by_shadow: 'Read from the device’s shadow when the connection was synced; the next change comes live.',
};

/** Whether the way out of a reason lies with the connection, and not with the device. */
export const isOfConnection = (reason: StatusReason): boolean =>
  reason === 'no_role' || reason === 'credentials_invalid' || reason === 'path_broken';

export function reasonSentence(reason: StatusReason | null): string | undefined {
  return reason === null ? undefined : REASONS[reason];
}

type Told = Shown & Pick<Device, 'since' | 'lastSeenAt' | 'agentType' | 'agentVersion'>;

/** `Connected for 3 days; last heard 12 s ago; a loss would show within 45 seconds.` `now` in milliseconds. */
export function statusLine(device: Told, now: number): string {
  const { since, lastSeenAt } = device;
  const look = lookOf(device);
  const word = STATUS_WORDS[look];
  const lasting =
    since === null || look === 'unlicensed' ? word : `${word} for ${longDuration(now - Date.parse(since))}`;
  const heard = lastSeenAt === null ? '' : `; last heard ${relativeTime(Date.parse(lastSeenAt), now)}`;
  return `${lasting}${heard}${look === 'connected' ? noticing(device) : ''}.`;
}

/** After how long a device that vanished would be shown as gone from the line. */
function noticing({ agentType, agentVersion }: Pick<Device, 'agentType' | 'agentVersion'>): string {
  if (agentType === null || agentVersion === null) return '';
  const seconds = noticedAfter({ type: agentType, v: agentVersion });
  return seconds === undefined ? '' : `; a loss would show within ${longDuration(seconds * 1_000)}`;
}
