import { type Device, Fault } from '@thingdock/api';
import type { Clock } from '@thingdock/effects';
import type { Connections } from '../../connections/index.ts';
import type { Database } from '../../platform/db/index.ts';
import type { Handlers } from '../../platform/http/index.ts';
import { change } from '../tags/change.ts';
import { listTags } from '../tags/store.ts';
import { count } from './counts.ts';
import type { Order } from './cursor.ts';
import { readFilter } from './filter.ts';
import { find } from './find.ts';
import { type DeviceFlows, presentAll } from './present.ts';
import { findNamed, type Scope } from './store.ts';

export type ListDeps = {
  database: Database;
  clock: Clock;
  connections: Pick<Connections, 'get' | 'ofProject'>;
  flows: DeviceFlows;
};

export type ListRoutes = Pick<
  Handlers,
  'devices.find' | 'devices.counts' | 'devices.get' | 'connections.affected' | 'tags.list' | 'tags.change'
>;

const USUAL_LIMIT = 50;
const MOST = 500;

/** A project with the connections whose devices it shows. */
export async function scopeOf({ connections }: Pick<ListDeps, 'connections'>, projectId: string): Promise<Scope> {
  return { projectId, connections: await connections.ofProject(projectId) };
}

/** Devices of a connection by name, or all of them. */
export async function read(
  { database, clock, connections, flows }: ListDeps,
  connectionId: string,
  names?: readonly string[],
): Promise<Device[]> {
  const connection = await connections.get(connectionId);
  if (!connection) return [];
  return presentAll({ flows, now: clock.now() }, await findNamed(database.root, connection, names), [connection]);
}

/** Throws `not_found`. */
export async function readOne(deps: ListDeps, connectionId: string, name: string): Promise<Device> {
  const [device] = await read(deps, connectionId, [name]);
  if (!device) throw new Fault('not_found', { details: { what: 'device' } });
  return device;
}

/** What is read of devices, and their tags. */
export function listRoutes(deps: ListDeps): ListRoutes {
  const { root } = deps.database;
  return {
    'devices.find': async ({ params, query }) => {
      const { sort = 'name', order, after, limit, ...filter } = query;
      const wanted: Order = { sort, descending: order === 'desc' };
      return find({ executor: root, flows: deps.flows, now: deps.clock.now() }, await scopeOf(deps, params.projectId), {
        filter: readFilter(filter),
        order: wanted,
        after,
        limit: Math.min(Number(limit ?? USUAL_LIMIT), MOST),
      });
    },
    'devices.counts': async ({ params, query }) =>
      count(root, await scopeOf(deps, params.projectId), readFilter(query)),
    'devices.get': ({ params }) => readOne(deps, params.connectionId, params.deviceName),
    'connections.affected': async ({ params }) => {
      const devices = await read(deps, params.connectionId);
      return { items: devices.filter(({ notices }) => notices.some(({ code }) => code === 'role_required_for_agent')) };
    },
    'tags.list': async ({ params }) => ({ items: await listTags(root, params.projectId) }),
    'tags.change': async ({ params, body }) => ({
      changed: await change(deps.database, await scopeOf(deps, params.projectId), body),
    }),
  };
}
