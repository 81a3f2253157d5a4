import type { Device } from '@thingdock/api';
import { card, table, time } from '../output/table.ts';

const REASONS: Readonly<Record<NonNullable<Device['reason']>, string>> = {
  clean_disconnect: 'the agent said goodbye',
  connection_lost: 'the connection was lost',
  never_seen: 'it was never seen',
  no_role: 'the connection has no role',
  credentials_invalid: 'AWS refuses the key of the connection',
  path_broken: 'status does not arrive from AWS',
  reported_by_shadow: 'read from its shadow',
  not_registered: 'no licence is registered for it',
  registered_elsewhere: 'online, but it does not answer: it belongs to another installation',
  not_answering: 'online by its last word, but it does not answer',
  monitoring_off: 'its monitoring is off',
  gone: 'AWS has no such thing any more',
};

export function statusText({ status, reason }: Pick<Device, 'status' | 'reason'>): string {
  return reason ? `${status} (${REASONS[reason] ?? reason})` : status;
}

function flowText({ flow }: Device): string | null {
  if (!flow) return null;
  const state = [flow.state, flow.message].filter(Boolean).join(': ');
  return `${flow.name} version ${flow.version}${state ? `, ${state}` : ''}`;
}

const agentText = ({ agentType, agentVersion }: Device): string | null =>
  [agentType, agentVersion].filter(Boolean).join(' ') || null;

export const deviceTable = (items: readonly Device[]): string =>
  table(
    items,
    [
      ['name', (device) => device.name],
      ['status', statusText],
      ['since', (device) => time(device.since)],
      ['agent', agentText],
      ['flow', flowText],
      ['tags', ({ tags }) => tags.join(', ') || null],
    ],
    'No devices yet. "thingdock things create" makes one, "thingdock devices sync" reads the things of the account.',
  );

export const deviceCard = (device: Device): string =>
  card([
    ['Device', device.name],
    ['Status', statusText(device)],
    ['Since', time(device.since)],
    ['Learnt from', device.source],
    ['Last seen', time(device.lastSeenAt)],
    ['Agent', agentText(device)],
    ['Flow', flowText(device)],
    ['Tags', device.tags.join(', ') || null],
    ...device.notices.map(({ text }) => ['Note', text] as const),
  ]);

/** One line of `devices watch`. */
export const deviceLine = (device: Device): string =>
  [time(device.since) ?? '-', device.name, statusText(device), flowText(device)].filter(Boolean).join('  ');
