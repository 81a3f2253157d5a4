import { type DeviceSelection, Fault } from '@thingdock/api';
import type { ConnectionRef, Connections } from '../connections/index.ts';

/** Devices of one connection, in the portions in which they are worked on. */
export type Portion = { connection: ConnectionRef; names: readonly string[] };

type Named = NonNullable<DeviceSelection['devices']>;

const AT_ONCE = 500;

/**
 * The named devices by connection, each once. Throws `no_connection` for a connection of another project or none, and
 * `connection_not_active`.
 */
export async function portionsOf(
  { find, project }: Pick<Connections, 'find' | 'project'>,
  projectId: string,
  devices: Named,
): Promise<Portion[]> {
  const portions: Portion[] = [];
  for (const [connectionId, named] of Map.groupBy(devices, (device) => device.connectionId)) {
    if ((await project(connectionId)) !== projectId) throw new Fault('no_connection');
    const connection = await find(connectionId);
    if (!connection) throw new Fault('connection_not_active', { details: { state: 'not active' } });
    const names = [...new Set(named.map(({ name }) => name))].sort();
    for (let start = 0; start < names.length; start += AT_ONCE)
      portions.push({ connection, names: names.slice(start, start + AT_ONCE) });
  }
  return portions;
}
