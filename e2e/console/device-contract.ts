import {
  type Device,
  type DeviceFilter,
  Fault,
  fieldFault,
  LOG_EXPORT_DAYS,
  type LogExport,
  type LogExportQuery,
  type SavedFilter,
} from '@thingdock/api';
import { type Handlers, sample } from '@thingdock/api/testing';
import { CONNECTIONS, deviceAt, EVENTS, lineAt, timelineOf } from './device-samples.ts';

export const PROJECT = 'project-1';

/** A fleet as the contract allows it, in memory; what a test changes in it, the console sees. */
export type Fleet = {
  devices: Device[];
  filters: SavedFilter[];
  lines: number;
  limit: number | null;
  registerNew: boolean;
};

export const fleetOf = (size: number): Fleet => ({
  devices: Array.from({ length: size }, (_, index) => deviceAt(index)).sort(byName),
  filters: size > 1 ? [savedFilter('Night shift', { tags: 'night', status: 'disconnected,unknown' })] : [],
  lines: 2_000,
  limit: size > 1 ? 12_000 : null,
  registerNew: true,
});

const savedFilter = (name: string, filter: DeviceFilter): SavedFilter => ({
  ...{ id: `filter-${name.replaceAll(' ', '-')}`, projectId: PROJECT, name, filter },
  ...{ createdBy: 'Aiko', createdAt: '2026-01-01T00:00:00.000Z' },
});

const byName = (a: Device, b: Device) => (a.name < b.name ? -1 : 1);

const COMPARE: Record<string, (a: Device, b: Device) => number> = {
  name: byName,
  status: (a, b) => a.status.localeCompare(b.status) || byName(a, b),
  agent: (a, b) => (a.agentVersion ?? '').localeCompare(b.agentVersion ?? '') || byName(a, b),
  seen: (a, b) => (a.lastSeenAt ?? '').localeCompare(b.lastSeenAt ?? '') || byName(a, b),
};

const has = (list: string | undefined, word: string | null | undefined) =>
  list === undefined || (word != null && list.split(',').includes(word));
const shownState = ({ status, goneAt }: Device) => (goneAt === null ? status : 'gone');

function passes(device: Device, filter: DeviceFilter): boolean {
  const {
    connectionId,
    name = '',
    status,
    reason,
    tags,
    flowId,
    flowState,
    deployState,
    agentVersion,
    licensed,
  } = filter;
  const wanted = name.toLowerCase();
  return (
    has(connectionId, device.connectionId) &&
    (wanted.endsWith('*')
      ? device.name.toLowerCase().startsWith(wanted.slice(0, -1))
      : device.name.toLowerCase().includes(wanted)) &&
    has(status, shownState(device)) &&
    has(reason, device.reason) &&
    (tags?.split(',').every((tag) => device.tags.includes(tag)) ?? true) &&
    has(flowId, device.flow?.id) &&
    has(flowState, device.flow?.state) &&
    has(deployState, device.lastDeployment?.state) &&
    has(agentVersion, device.agentVersion) &&
    has(licensed, device.licensed ? 'yes' : 'no')
  );
}

/** A page behind a word, the word being how many come before it. */
function pageOf<T>(all: readonly T[], after: string | undefined, limit: number) {
  const start = Number(after ?? 0);
  const next = start + limit < all.length ? String(start + limit) : null;
  return { items: all.slice(start, start + limit), next };
}

/** As many archives as a big fleet needs; none of a fleet without logs. */
function logExportOf({ devices, lines }: Fleet, { from, to }: LogExportQuery): LogExport {
  if (Date.parse(to) <= Date.parse(from)) throw new Fault('log_period_invalid', { details: { days: LOG_EXPORT_DAYS } });
  const number = lines === 0 || devices.length === 0 ? 0 : Math.ceil(devices.length / 5_000);
  const archives = Array.from({ length: number }, (_, index) => ({
    name: number === 1 ? 'Plant North.zip' : `Plant North_${index + 1}.zip`,
    part: `part-${index + 1}`,
    files: 10_000,
    bytes: 18_400_000,
  }));
  return { files: number * 10_000, devices: devices.length, bytes: number * 18_400_000, archives };
}

/** The routes that the screens of devices, licences and events ask. */
export function deviceHandlers(fleet: Fleet): Handlers {
  const find = (filter: DeviceFilter) => fleet.devices.filter((device) => passes(device, filter));
  const one = ({ connectionId, deviceName }: { connectionId: string; deviceName: string }) => {
    const device = fleet.devices.find((it) => it.connectionId === connectionId && it.name === deviceName);
    if (!device) throw new Fault('not_found', { details: { what: 'device' } });
    return device;
  };
  return {
    'devices.variables': () => ({ wanted: { LINE: '3', SHIFT: 'night' }, reported: { LINE: '3', SHIFT: 'day' } }),
    'me.get': () => sample.user(),
    'health.get': () => ({ status: 'ok', version: '0.1.0', localMode: false }),
    'projects.list': () => ({ items: [sample.project({ id: PROJECT, name: 'Plant North' })] }),
    'connections.list': () => ({ items: CONNECTIONS }),
    'flows.list': () => ({ items: [sample.flow()] }),
    'deployments.list': () => ({
      items: fleet.devices.length === 0 ? [] : [sample.deployment({ summary: 'successful', counts: { deployed: 1 } })],
      next: null,
    }),
    'devices.find': ({ query: { sort = 'name', order, after, limit, ...filter } }) => {
      const compare = COMPARE[sort] ?? byName;
      const found = find(filter).sort((a, b) => (order === 'desc' ? compare(b, a) : compare(a, b)));
      return pageOf(found, after, Number(limit ?? 50));
    },
    'devices.counts': ({ query }) => {
      const number = (state: string) => fleet.devices.filter((device) => shownState(device) === state).length;
      const counts = { connected: number('connected'), disconnected: number('disconnected') };
      const matching = Object.keys(query).length === 0 ? null : find(query).length;
      return { ...counts, unknown: number('unknown'), gone: number('gone'), matching };
    },
    'devices.get': ({ params }) => one(params),
    'devices.refresh': ({ params }) => one(params),
    'devices.monitor': ({ params, body: { on } }) => {
      const device = one(params);
      device.monitoring = { ...device.monitoring, wanted: on };
      return device;
    },
    'devices.forget': ({ params }) => {
      const device = one(params);
      fleet.devices = fleet.devices.filter((it) => it !== device);
      return {};
    },
    'devices.forgetMany': ({ body: { devices, filter } }) => {
      const chosen =
        devices?.map(({ connectionId, name }) => one({ connectionId, deviceName: name })) ?? find(filter ?? {});
      const gone = chosen.filter(({ goneAt }) => goneAt !== null);
      fleet.devices = fleet.devices.filter((it) => !gone.includes(it));
      return { forgotten: gone.length, notGone: chosen.length - gone.length, licensed: 0 };
    },
    'devices.timeline': ({ query: { from = '', to = '' } }) => timelineOf(from, to),
    'devices.files': () => ({ items: FILES }),
    'devices.logs': ({ query: { text = '', level, source, before, limit } }) => {
      const all = Array.from({ length: fleet.lines }, (_, index) => lineAt(fleet.lines - index, fleet.lines));
      const wanted = all.filter(
        (line) =>
          line.message.toLowerCase().includes(text.toLowerCase()) && has(level, line.level) && has(source, line.source),
      );
      return pageOf(wanted, before, Number(limit ?? 200));
    },
    ...filterHandlers(fleet),
    'logs.export': ({ query }) => logExportOf(fleet, query),
    'tags.list': () => ({
      items: ['canary', 'line-3', 'night'].map((tag) => ({ tag, devices: find({ tags: tag }).length })),
    }),
    'tags.change': ({ body: { devices, filter, add = [], remove = [] } }) => {
      const chosen =
        devices?.map(({ connectionId, name }) => one({ connectionId, deviceName: name })) ?? find(filter ?? {});
      for (const device of chosen)
        device.tags = [...new Set([...device.tags, ...add])].filter((tag) => !remove.includes(tag));
      return { changed: chosen.length };
    },
    ...licenceHandlers(fleet),
    'events.list': ({ query: { type = '', device } }) => ({
      items:
        fleet.devices.length === 0
          ? []
          : EVENTS.filter((event) => event.type.startsWith(type) && (!device || event.device === device)),
      next: null,
    }),
  };
}

function licenceHandlers(fleet: Fleet): Handlers {
  const page = (items: readonly ReturnType<typeof licenceOf>[], after?: string, limit = 50) => {
    const registered = fleet.devices.filter(({ licensed }) => licensed).length;
    return { ...pageOf(items, after, limit), limit: fleet.limit, registered, registerNew: fleet.registerNew };
  };
  const change = (licensed: boolean): Handlers['licences.register'] => {
    return ({ body: { devices, filter = {} } }) => {
      const named = new Set(devices?.map(({ connectionId, name }) => `${connectionId}/${name}`));
      const chosen = fleet.devices.filter((device) =>
        devices ? named.has(`${device.connectionId}/${device.name}`) : passes(device, filter),
      );
      const changed = chosen.filter((device) => device.licensed !== licensed);
      for (const device of changed) device.licensed = licensed;
      return { changed: changed.length, unchanged: chosen.length - changed.length };
    };
  };
  return {
    'licences.list': ({ query: { name = '', after, limit } }) => {
      const licensed = fleet.devices.filter((device) => device.licensed && device.name.startsWith(name));
      return page(licensed.map(licenceOf), after, Number(limit ?? 50));
    },
    'licences.change': ({ body: { limit, registerNew } }) => {
      if (limit !== undefined) fleet.limit = limit;
      if (registerNew !== undefined) fleet.registerNew = registerNew;
      return page([]);
    },
    'licences.register': change(true) as NonNullable<Handlers['licences.register']>,
    'licences.delete': change(false) as NonNullable<Handlers['licences.register']>,
  };
}

function filterHandlers(fleet: Fleet): Handlers {
  const refuseTaken = (name: string | undefined, id?: string) => {
    if (fleet.filters.some((it) => it.name.toLowerCase() === name?.toLowerCase() && it.id !== id))
      throw fieldFault('name', 'filter_name_taken', { name: name ?? '' });
  };
  const one = (id: string) => {
    const found = fleet.filters.find((it) => it.id === id);
    if (!found) throw new Fault('not_found', { details: { what: 'filter' } });
    return found;
  };
  return {
    'filters.list': () => ({ items: fleet.filters }),
    'filters.create': ({ body: { name, filter } }) => {
      refuseTaken(name);
      const saved = savedFilter(name, filter);
      fleet.filters = [...fleet.filters, saved];
      return saved;
    },
    'filters.change': ({ params, body }) => {
      refuseTaken(body.name, params.filterId);
      return Object.assign(one(params.filterId), body);
    },
    'filters.delete': ({ params }) => {
      const gone = one(params.filterId);
      fleet.filters = fleet.filters.filter((it) => it !== gone);
      return {};
    },
  };
}

const licenceOf = ({ connectionId, name, projectId, since }: Device, index: number) => ({
  id: `licence-${name}`,
  projectId,
  connectionId,
  connectionName: CONNECTIONS.find(({ id }) => id === connectionId)?.name ?? '',
  device: name,
  state: 'registered' as const,
  registeredAt: since ?? '2026-01-01T00:00:00.000Z',
  registeredBy: index % 5 === 0 ? 'Ana Petrova' : 'automatic',
  deletedAt: null,
  deletedBy: null,
});

const at = '2026-01-01T00:00:00.000Z';
const FILES = [
  {
    fileId: 'f1',
    name: 'recipe',
    version: 3,
    filename: 'recipe.json',
    size: 1_204,
    state: 'deployed',
    message: null,
    at,
  },
  {
    ...{ fileId: 'f2', name: 'detector', version: 1, filename: 'detector.bin', size: 48_000_000 },
    ...{ state: 'failed', message: 'No space left on the device', at },
  },
];
