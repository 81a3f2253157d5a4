import { type Device, Fault } from '@thingdock/api';
import { type Aws, isAwsFailure, toFault } from '../aws/index.ts';
import type { ConnectionRef, Connections } from '../connections/index.ts';
import type { Handlers } from '../platform/http/index.ts';
import { type CreateThingDeps, createThing } from './create-thing.ts';
import { noticesOf } from './notices.ts';
import * as store from './store.ts';
import { type SyncDeps, sync } from './sync.ts';
import type { DeviceRow } from './tables.ts';

export type DeviceRoutes = Pick<
  Handlers,
  'connections.affected' | 'devices.list' | 'devices.get' | 'devices.sync' | 'things.create'
>;

/** What runs on devices, by thing name; given by whoever knows deployments. */
export type DeviceFlows = (
  connection: ConnectionRef,
  thingNames: readonly string[],
) => Promise<ReadonlyMap<string, NonNullable<Device['flow']>>>;

export type DeviceRouteDeps = SyncDeps &
  CreateThingDeps & { connections: Pick<Connections, 'find' | 'aws' | 'asInstaller'>; flows: DeviceFlows };

export function deviceRoutes(deps: DeviceRouteDeps): DeviceRoutes {
  const { database, connections, flows } = deps;

  async function active(connectionId: string): Promise<ConnectionRef> {
    const connection = await connections.find(connectionId);
    if (!connection) throw new Fault('connection_not_active', { details: { state: 'not active' } });
    return connection;
  }

  async function present(connectionId: string, rows: readonly DeviceRow[]): Promise<Device[]> {
    const connection = await connections.find(connectionId);
    const names = rows.map((row) => row.thing_name);
    const running = connection ? await flows(connection, names) : new Map<string, never>();
    return rows.map((row) => toDevice(row, connection, running.get(row.thing_name) ?? null));
  }

  return {
    'devices.list': async ({ params: { connectionId } }) => ({
      items: await present(connectionId, await store.listDevices(database.root, connectionId)),
    }),
    'connections.affected': async ({ params: { connectionId } }) => {
      const devices = await present(connectionId, await store.listDevices(database.root, connectionId));
      return { items: devices.filter(({ notices }) => notices.some(({ code }) => code === 'role_required_for_agent')) };
    },
    'devices.get': async ({ params: { connectionId, deviceName } }) => {
      const rows = await store.listDevices(database.root, connectionId, [deviceName]);
      const [device] = await present(connectionId, rows);
      if (!device) throw new Fault('not_found', { details: { what: 'device' } });
      return device;
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

function toDevice(row: DeviceRow, connection: ConnectionRef | undefined, flow: Device['flow']): Device {
  // When nothing tells that a status has changed, what was heard once may be long untrue.
  const blind = connection?.blind ?? null;
  return {
    projectId: connection?.projectId ?? '',
    licensed: row.licensed,
    monitoring: { wanted: row.monitored, reported: row.monitoring_reported },
    tags: [],
    goneAt: null,
    lastDeployment: null,
    connectionId: row.connection_id,
    name: row.thing_name,
    status: blind ? 'unknown' : row.status,
    reason: blind ?? row.reason,
    since: blind ? null : (row.since?.toISOString() ?? null),
    source: blind ? null : row.source,
    agentType: row.agent_type,
    agentVersion: row.agent_version,
    lastSeenAt: row.last_seen_at?.toISOString() ?? null,
    notices: noticesOf({ type: row.agent_type, version: row.agent_version }, connection),
    flow,
  };
}
