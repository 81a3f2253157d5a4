import type { Device, LogLine, ProjectEvent, Timeline, Transition } from '@thingdock/api';
import { sample } from '@thingdock/api/testing';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** A time so many milliseconds ago, as the API gives it. */
export const ago = (ms: number): string => new Date(Date.now() - ms).toISOString();

export const LINE = 'osaka';
export const CONNECTIONS = [
  sample.connection({ id: LINE, name: 'Osaka line', region: 'ap-northeast-3' }),
  sample.connection({ id: 'tokyo', name: 'Tokyo warehouse', region: 'ap-northeast-1' }),
];
const TAGS = [['night', 'line-3'], ['line-3'], [], ['canary'], []];

const flow = (over: Partial<NonNullable<Device['flow']>> = {}): NonNullable<Device['flow']> => ({
  id: 'flow-1',
  name: 'line-monitor',
  version: 14,
  state: 'running',
  message: null,
  enabled: { wanted: true, reported: true },
  deployedAt: ago(2 * DAY),
  ...over,
});

/** What differs from a healthy device, by place in the list: every status and reason that an operator meets. */
const ODD: readonly Partial<Device>[] = [
  { status: 'disconnected', reason: 'connection_lost', since: ago(4 * 60_000), source: 'push' },
  { status: 'unknown', reason: 'not_answering', since: ago(12 * 60_000), source: 'silence', agentVersion: '2.4.0' },
  { licensed: false, status: 'unknown', reason: 'not_registered', source: 'licence' },
  {
    status: 'unknown',
    reason: 'monitoring_off',
    since: ago(2 * HOUR),
    source: 'monitoring',
    monitoring: { wanted: false, reported: true },
  },
  { status: 'unknown', reason: 'gone', goneAt: ago(3 * HOUR), since: ago(3 * HOUR), source: 'inventory' },
  { status: 'disconnected', reason: 'clean_disconnect', since: ago(DAY) },
  { status: 'unknown', reason: 'registered_elsewhere', since: ago(HOUR), flow: null },
  {
    licensed: false,
    status: 'unknown',
    reason: 'never_seen',
    since: null,
    source: null,
    ...{ agentType: null, agentVersion: null, lastSeenAt: null, flow: null },
  },
  { flow: flow({ state: 'error', message: 'Port 1880 is taken' }) },
];

/** The device at this place of the fleet. */
export function deviceAt(index: number): Device {
  const connectionId = index % 11 === 10 ? 'tokyo' : LINE;
  const deployed = {
    id: 'deployment-1',
    kind: 'flow-deploy',
    state: index % 17 === 3 ? 'failed' : 'deployed',
    at: ago(DAY),
  };
  const odd = index > 0 && index % 10 === 1 ? ODD[Math.floor(index / 10) % ODD.length] : ODD[index - 1];
  return sample.device({
    name: `gw-${connectionId}-${String(index + 1).padStart(5, '0')}`,
    connectionId,
    since: ago(3 * DAY + index * 60_000),
    lastSeenAt: ago(12_000 + index * 1_000),
    agentType: index % 4 === 0 ? 'thingdock-agent' : 'enebular-agent',
    agentVersion: index % 4 === 0 ? '0.1.0' : '2.18.2',
    tags: TAGS[index % TAGS.length] ?? [],
    flow: flow(index % 7 === 2 ? { version: 13, state: 'stopped', enabled: { wanted: false, reported: false } } : {}),
    lastDeployment: deployed,
    ...(index === 0 && { since: ago(28 * 60_000) }),
    ...(index < 10 || index % 10 === 1 ? odd : {}),
  });
}

const transition = (before: number, over: Partial<Transition>): Transition => ({
  at: ago(before),
  status: 'connected',
  reason: null,
  source: 'push',
  shadowVersion: 400 - Math.floor(before / HOUR),
  shadowTime: ago(before + 300),
  messageId: '5f2c1d0e-9a7b-5c1f-8e11-0c6c0f6a4f10',
  ...over,
});

const lost = { status: 'disconnected', reason: 'connection_lost' } as const;

/** A month in which everything happened: an unknown begin, breaks, monitoring off, and flapping at the end. */
const MONTH: readonly Transition[] = [
  transition(26 * DAY, { source: 'frame', messageId: null }),
  transition(19 * DAY, lost),
  transition(18.5 * DAY, {}),
  transition(12 * DAY, { status: 'unknown', reason: 'path_broken', source: null, shadowVersion: null }),
  transition(11 * DAY, {}),
  transition(5 * DAY, { status: 'unknown', reason: 'monitoring_off', source: 'monitoring', shadowVersion: null }),
  transition(4 * DAY, {}),
  transition(2.2 * DAY, { status: 'disconnected', reason: 'clean_disconnect' }),
  transition(2 * DAY, {}),
  transition(19 * HOUR, lost),
  transition(17 * HOUR, {}),
  transition(9 * HOUR, { status: 'unknown', reason: 'not_answering', source: 'silence' }),
  transition(8 * HOUR, { source: 'frame' }),
  ...Array.from({ length: 8 }, (_, index) => transition((70 - index * 6) * 60_000, index % 2 === 0 ? lost : {})),
];

export function timelineOf(from: string, to: string): Timeline {
  const earlier = MONTH.filter(({ at }) => at < from);
  return {
    from,
    to,
    before: earlier.at(-1) ?? null,
    transitions: MONTH.filter(({ at }) => at >= from && at <= to),
    truncated: false,
    uptime: {
      day: { connected: 0.8431, known: 0.9583 },
      week: { connected: 0.9612, known: 0.8512 },
      month: { connected: 0.97, known: 0.8 },
    },
    flapping: { changes: 8, minutes: 42, since: ago(70 * 60_000) },
  };
}

const LINES: readonly (readonly [level: string, source: string, message: string])[] = [
  ['info', 'service.node-red', 'Started flows'],
  ['info', 'internal', 'Connected to the cloud'],
  ['debug', 'internal', 'Reported state: flow running'],
  ['warn', 'service.node-red', '[mqtt-broker:plc] Connection failed to broker: mqtt://10.0.0.7:1883'],
  [
    'error',
    'service.node-red',
    '[function:count bottles] TypeError: Cannot read properties of undefined (reading "count")\n    at Function node:4f1e.count bottles [as func]:3:14',
  ],
  ['info', 'service.node-red', '[debug:line 3] { bottles: 1204, rejected: 3, temperature: 21.5 }'],
];

/** A line of a log; the greater its number, the newer. */
export function lineAt(id: number, newest: number): LogLine {
  const [level, source, message] = LINES[id % LINES.length] ?? (LINES[0] as (typeof LINES)[number]);
  const at = ago((newest - id) * 7_300);
  return { id, at, receivedAt: at, level, source, message, extra: id % 9 === 0 ? { requestId: `r-${id}` } : {} };
}

export const EVENTS: readonly ProjectEvent[] = [
  ['device.flapping', 'gw-osaka-00001', 'gw-osaka-00001 flaps: 8 changes within 42 minutes.', 5 * 60_000],
  ['device.disconnected', 'gw-osaka-00002', 'gw-osaka-00002 is disconnected: its connection was lost.', 9 * 60_000],
  ['licence.registered', 'gw-osaka-00009', 'A licence was registered for gw-osaka-00009.', HOUR],
  [
    'device.shared_client_id',
    'gw-osaka-00004',
    'Two devices connect as gw-osaka-00004 and throw each other out.',
    2 * HOUR,
  ],
  [
    'deployment.finished',
    null,
    'The deployment of line-monitor v14 to 1,204 devices ended: 1,201 deployed, 3 failed.',
    DAY,
  ],
  ['device.gone', 'gw-osaka-00006', 'gw-osaka-00006 is gone from AWS.', 2 * DAY],
].map(([type, device, text, before], index) => ({
  id: 1_000 - index,
  type: String(type),
  connectionId: device === null ? null : LINE,
  device: device === null ? null : String(device),
  at: ago(Number(before)),
  text: String(text),
  data: {},
}));
