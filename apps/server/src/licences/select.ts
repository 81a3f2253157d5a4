import { type DeviceSelection, Fault } from '@thingdock/api';
import type { ConnectionRef, Connections } from '../connections/index.ts';
import type { DeviceGates } from './types.ts';

/** Devices of one connection, in the portions in which they are worked on. */
export type Portion = { connection: ConnectionRef; names: readonly string[] };

export type SelectDeps = { connections: Pick<Connections, 'find'>; devices: Pick<DeviceGates, 'select'> };

const AT_ONCE = 500;
/** Names of more than these would fill the memory. */
const MOST = 1_000_000;

/** The chosen devices by connection. Throws `device_unknown`, `filter_invalid`, and `connection_not_active`. */
export async function portionsOf(
  { connections, devices }: SelectDeps,
  projectId: string,
  selection: DeviceSelection,
): Promise<Portion[]> {
  const { byConnection } = await devices.select(projectId, selection, MOST);
  const portions: Portion[] = [];
  for (const [connectionId, names] of byConnection) {
    const connection = await connections.find(connectionId);
    if (!connection) throw new Fault('connection_not_active', { details: { state: 'not active' } });
    for (let start = 0; start < names.length; start += AT_ONCE)
      portions.push({ connection, names: names.slice(start, start + AT_ONCE) });
  }
  return portions;
}
