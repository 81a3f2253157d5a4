import { Fault } from '@thingdock/api';
import { type Agents, TREES_LIMIT } from '../agents/index.ts';
import type { Connections } from '../connections/index.ts';
import type { Devices } from '../devices/index.ts';
import type { Licences } from '../licences/index.ts';
import type { Database } from '../platform/db/index.ts';
import type { Handlers } from '../platform/http/index.ts';

export type Monitoring = { routes: Pick<Handlers, 'devices.monitor'> };

export type MonitoringDeps = {
  database: Database;
  connections: Pick<Connections, 'find'>;
  licences: Pick<Licences, 'covers'>;
  devices: Pick<Devices, 'setGates' | 'known' | 'routes'>;
  agents: Pick<Agents, 'changeDesired' | 'wake'>;
};

/**
 * Where the switch is in the desired state. Agents before 2.8.0 look at `monitoring` as a whole, which is the same: they are
 * told to fetch the tree, not one path of it.
 */
const PATH = 'monitoring.enable';

/** Whether the status of devices is shown and their logs are sent. */
export function createMonitoring(deps: MonitoringDeps): Monitoring {
  const { database, connections, licences, devices, agents } = deps;
  return {
    routes: {
      async 'devices.monitor'(request) {
        const { connectionId, deviceName: name } = request.params;
        const { on } = request.body;
        const connection = await connections.find(connectionId);
        if (!connection) throw new Fault('connection_not_active', { details: { state: 'not active' } });
        if (!(await devices.known(database.root, connection, [name])).has(name))
          throw new Fault('not_found', { details: { what: 'device' } });
        if (!(await licences.covers(database.root, connectionId, name)))
          throw new Fault('licence_missing', { details: { name } });
        await database.transaction(async (tx) => {
          await devices.setGates(tx, connection, [name], { monitored: on });
          const change = { op: 'set', path: PATH, state: on } as const;
          const size = (await agents.changeDesired(tx, connection, [{ thingName: name, change }])).get(name);
          if (size !== undefined)
            throw new Fault('device_state_too_large', { details: { name, size, limit: TREES_LIMIT } });
        });
        agents.wake(connection, [name]);
        return devices.routes['devices.get']({ ...request, body: undefined });
      },
    },
  };
}
