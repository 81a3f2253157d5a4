import { type Device, Fault, fieldFault } from '@thingdock/api';
import { type Aws, isAwsFailure, toFault } from '../aws/index.ts';
import type { ConnectionRef, Connections } from '../connections/index.ts';
import type { Handlers } from '../platform/http/index.ts';
import { type CreateThingDeps, createThing } from './create-thing.ts';
import { forget } from './forget/forget.ts';
import { type ForgetManyDeps, forgetMany } from './forget/forget-many.ts';
import { type ListDeps, type ListRoutes, listRoutes, readOne, scopeOf } from './list/routes.ts';
import { select } from './list/select.ts';
import type { ReadDeps } from './read-shadows.ts';
import { refresh } from './refresh.ts';
import { type FilterDeps, type FilterRoutes, filterRoutes } from './saved-filters/routes.ts';
import { sync } from './sync.ts';
import { readTimeline, USUAL_PERIOD_MS } from './timeline/timeline.ts';

export type { DeviceFlows } from './list/present.ts';

export type DeviceRoutes = ListRoutes &
  FilterRoutes &
  Pick<
    Handlers,
    'devices.sync' | 'things.create' | 'devices.timeline' | 'devices.refresh' | 'devices.forget' | 'devices.forgetMany'
  >;

export type DeviceRouteDeps = ReadDeps &
  CreateThingDeps &
  ForgetManyDeps &
  ListDeps &
  FilterDeps & { connections: Pick<Connections, 'find' | 'get' | 'ofProject' | 'aws' | 'asInstaller'> };

/** Names of more than these would fill the memory. */
const FORGOTTEN_AT_ONCE = 1_000_000;

export function deviceRoutes(deps: DeviceRouteDeps): DeviceRoutes {
  const { database, connections, clock } = deps;

  async function active(connectionId: string): Promise<ConnectionRef> {
    const connection = await connections.find(connectionId);
    if (!connection) throw new Fault('connection_not_active', { details: { state: 'not active' } });
    return connection;
  }

  return {
    ...listRoutes(deps),
    ...filterRoutes(deps),
    'devices.timeline': async ({ params: { connectionId, deviceName }, query }) => {
      const { name } = await readOne(deps, connectionId, deviceName);
      const now = clock.now();
      const to = query.to === undefined ? now : Date.parse(query.to);
      const from = query.from === undefined ? to - USUAL_PERIOD_MS : Date.parse(query.from);
      if (from >= to) throw fieldFault('from', 'validation_failed');
      return readTimeline(database.root, { connectionId, name }, { from, to }, now);
    },
    'devices.refresh': async ({ params: { connectionId, deviceName } }): Promise<Device> => {
      const connection = await active(connectionId);
      await readOne(deps, connectionId, deviceName);
      await refresh(deps, await connections.aws(connectionId), connection, deviceName).catch(explain);
      return readOne(deps, connectionId, deviceName);
    },
    'devices.forget': async ({ params: { connectionId, deviceName }, query, user }) => {
      const connection = await connections.get(connectionId);
      if (!connection) throw new Fault('not_found', { details: { what: 'connection' } });
      const release = query.releaseLicence === 'true' ? { by: user.name } : undefined;
      await forget(deps, connection, deviceName, release);
      return {};
    },
    'devices.forgetMany': async ({ params, body: { releaseLicences, ...selection }, user }) => {
      const selected = await select(database.root, await scopeOf(deps, params.projectId), selection, FORGOTTEN_AT_ONCE);
      return forgetMany(deps, selected, releaseLicences ? { by: user.name } : undefined);
    },
    'devices.sync': async ({ params }) => {
      const connection = await active(params.connectionId);
      return sync(deps, await connections.aws(connection.id), connection).catch(explain);
    },
    'things.create': async ({ params, body }) => {
      const connection = await active(params.connectionId);
      const { installer, ...wanted } = body;
      const create = (aws: Aws) => createThing(deps, aws, connection, wanted);
      if (!installer) return create(await connections.aws(connection.id)).catch(explain);
      const { result, warnings } = await connections.asInstaller(connection.id, installer, create);
      return { ...result, warnings };
    },
  };
}

function explain(error: unknown): never {
  throw isAwsFailure(error) ? toFault(error) : error;
}
