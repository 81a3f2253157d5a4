import type { Device, DeviceStatus } from '@thingdock/api';

export const SORT_KEYS = ['name', 'status', 'flow', 'agent'] as const;
export type SortKey = (typeof SORT_KEYS)[number];
/** A column, or a column backwards. */
export type Sort = SortKey | `-${SortKey}`;

export type DeviceFilter = { text: string; status: DeviceStatus | undefined };

/** The devices whose name holds every word of the text, in any order, and that have the status. */
export function filterDevices(devices: readonly Device[], { text, status }: DeviceFilter): Device[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return devices.filter(
    (device) =>
      (status === undefined || device.status === status) &&
      words.every((word) => device.name.toLowerCase().includes(word)),
  );
}

export type StatusCounts = Record<DeviceStatus, number>;

export function countStatuses(devices: readonly Device[]): StatusCounts {
  const counts: StatusCounts = { connected: 0, disconnected: 0, unknown: 0 };
  for (const { status } of devices) counts[status] += 1;
  return counts;
}

/** What needs a look comes first. */
const STATUS_RANK: Record<DeviceStatus, number> = { unknown: 0, disconnected: 1, connected: 2 };

const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

type Compare = (a: Device, b: Device) => number;
const byName: Compare = (a, b) => collator.compare(a.name, b.name);

const COMPARE: Record<SortKey, Compare> = {
  name: byName,
  status: (a, b) => STATUS_RANK[a.status] - STATUS_RANK[b.status],
  flow: (a, b) =>
    collator.compare(a.flow?.name ?? '\uffff', b.flow?.name ?? '\uffff') ||
    (a.flow?.version ?? 0) - (b.flow?.version ?? 0),
  agent: (a, b) => collator.compare(a.agentVersion ?? '', b.agentVersion ?? ''),
};

/** A sorted copy; equal ones by name, so that rows keep their places. */
export function sortDevices(devices: readonly Device[], sort: Sort): Device[] {
  const backwards = sort.startsWith('-');
  const compare = COMPARE[sort.replace('-', '') as SortKey];
  return [...devices].sort((a, b) => (backwards ? compare(b, a) : compare(a, b)) || byName(a, b));
}
