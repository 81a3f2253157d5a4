import type { Clock } from '@thingdock/effects';
import type { ConnectionRef, Connections } from '../connections/index.ts';
import type { DeviceSnapshot, Devices } from '../devices/index.ts';
import type { Licences } from '../licences/index.ts';
import type { Database } from '../platform/db/index.ts';
import type { Dispatch } from './dispatch.ts';
import { factsOf } from './facts.ts';
import { decideSilence } from './silence.ts';
import { decideSlot, sooner } from './slot.ts';
import * as store from './store.ts';
import type { AgentRow } from './tables.ts';
import { openOrder } from './without-role/order.ts';

export type LookDeps = {
  database: Database;
  clock: Clock;
  connections: Pick<Connections, 'active' | 'findByWireId'>;
  devices: Pick<Devices, 'snapshots' | 'connected'>;
  licences: Pick<Licences, 'current'>;
  dispatch: Dispatch;
};

const BATCH = 500;

/** Looks at the devices at which it is time to: registrations and orders that were not answered, tokens to cover. */
export async function lookAtDue({ database, clock, connections, dispatch }: LookDeps): Promise<void> {
  const due = await store.listDue(database.root, new Date(clock.now()), BATCH);
  for (const [wireId, keys] of Map.groupBy(due, (key) => key.wireId)) {
    const connection = await connections.findByWireId(wireId);
    const names = keys.map((key) => key.thingName);
    if (connection) await dispatch.now(connection, names);
    else await store.clearDue(database.root, wireId);
  }
}

/** Looks at every connected device: finds those whose news was lost, in a crash for instance. */
export async function lookAtConnected(deps: LookDeps): Promise<void> {
  const active = await deps.connections.active();
  // Without a role nothing is written but orders, and looks for these are due by themselves.
  for (const connection of active) if (connection.roleArn !== null) await lookAtConnection(deps, connection);
}

async function lookAtConnection(deps: LookDeps, connection: ConnectionRef): Promise<void> {
  const { database, devices, dispatch } = deps;
  for (let after = ''; ; ) {
    const names = await devices.connected(database.root, connection, after, BATCH);
    const last = names.at(-1);
    if (last === undefined) return;
    await dispatch.now(connection, lacking(await weigh(deps, connection, names)));
    after = last;
  }
}

/**
 * Looks at devices that came online. Those that lack nothing now, nearly all after a network was away, cost nothing more than
 * this one look together: it is written down when to look at them again.
 */
export async function lookAtArrived(
  deps: LookDeps,
  connection: ConnectionRef,
  names: readonly string[],
): Promise<void> {
  const { database, dispatch } = deps;
  for (let start = 0; start < names.length; start += BATCH) {
    const some = names.slice(start, start + BATCH);
    if (connection.roleArn === null) {
      await meet(deps, connection, some);
      dispatch.later(connection, some);
      continue;
    }
    const weighed = await weigh(deps, connection, some);
    await store.bringForward(database.root, connection.wireId, weighed);
    dispatch.later(connection, lacking(weighed));
  }
}

/** Looks at devices whose licences changed. Those that are away are looked at when they come. */
export async function lookAtLicensed(
  deps: LookDeps,
  connection: ConnectionRef,
  names: readonly string[],
): Promise<void> {
  if (connection.roleArn === null) return;
  const { database, licences, dispatch } = deps;
  const licensed = [...(await licences.current(database.root, connection.wireId, names)).keys()];
  await database.transaction((tx) => store.ensureAgents(tx, connection.wireId, licensed));
  await dispatch.now(connection, lacking(await weigh(deps, connection, names)));
}

/** Starts to know the devices in whose shadow an agent was seen, so that they can be looked at. */
async function meet(
  { database, devices }: Pick<LookDeps, 'database' | 'devices'>,
  connection: ConnectionRef,
  names: readonly string[],
): Promise<{ snapshots: Map<string, DeviceSnapshot>; agents: readonly AgentRow[] }> {
  const snapshots = await devices.snapshots(database.root, connection, names);
  const agents = await store.findAgents(database.root, connection.wireId, names);
  const known = new Set(agents.map((row) => row.thing_name));
  const strangers = names.filter((name) => snapshots.get(name)?.speaks && !known.has(name));
  if (strangers.length === 0) return { snapshots, agents };
  await database.transaction((tx) => store.ensureAgents(tx, connection.wireId, strangers));
  return { snapshots, agents: await store.findAgents(database.root, connection.wireId, names) };
}

/** `lacks`: something is to be written into its shadow now, or its silence changes. Else when to look again, `null` for no time. */
type Weighed = { thingName: string; lacks: boolean; lookAgainAt: number | null };

async function weigh(deps: LookDeps, connection: ConnectionRef, names: readonly string[]): Promise<Weighed[]> {
  const { snapshots, agents } = await meet(deps, connection, names);
  const licences = await deps.licences.current(deps.database.root, connection.wireId, names);
  const now = deps.clock.now();
  return agents.map((agent) => {
    const { thing_name: thingName } = agent;
    const device = snapshots.get(thingName);
    const facts = factsOf({ agent, device, connection, licence: licences.get(thingName), now });
    const { silence, lookAgainAt: silentAt } = decideSilence(facts);
    const slot = sooner(decideSlot(facts), silentAt);
    const turns = device !== undefined && device.silence !== silence;
    // An order by message is decided with a look into the shadow.
    const lacks = 'write' in slot || turns || openOrder(agent) !== undefined;
    return { thingName, lacks, lookAgainAt: 'write' in slot ? null : slot.lookAgainAt };
  });
}

const lacking = (weighed: readonly Weighed[]): string[] =>
  weighed.filter(({ lacks }) => lacks).map(({ thingName }) => thingName);
