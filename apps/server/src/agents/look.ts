import type { Clock } from '@thingdock/effects';
import type { ConnectionRef, Connections } from '../connections/index.ts';
import type { DeviceSnapshot, Devices } from '../devices/index.ts';
import type { Licences } from '../licences/index.ts';
import type { Database } from '../platform/db/index.ts';
import type { Dispatch } from './dispatch.ts';
import { factsOf } from './facts.ts';
import { decideSilence } from './silence.ts';
import { decideSlot, type SlotDecision } from './slot.ts';
import * as store from './store.ts';

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
    await dispatch.now(connection, await wanting(deps, connection, names));
    after = last;
  }
}

/** Looks at devices that came online. Those that lack nothing, nearly all after a network was away, cost nothing more. */
export async function lookAtArrived(
  deps: LookDeps,
  connection: ConnectionRef,
  names: readonly string[],
): Promise<void> {
  for (let start = 0; start < names.length; start += BATCH) {
    const some = names.slice(start, start + BATCH);
    if (connection.roleArn === null) await meet(deps, connection, some);
    const lacking =
      connection.roleArn === null
        ? some
        : await lackingOf(deps, connection, some, (slot) => 'write' in slot || slot.lookAgainAt !== null);
    deps.dispatch.later(connection, lacking);
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
  await dispatch.now(connection, await wanting(deps, connection, names));
}

/** Starts to know the devices in whose shadow an agent was seen, so that they can be looked at. */
export async function meet(
  { database, devices }: Pick<LookDeps, 'database' | 'devices'>,
  connection: ConnectionRef,
  names: readonly string[],
): Promise<Map<string, DeviceSnapshot>> {
  const snapshots = await devices.snapshots(database.root, connection, names);
  const known = new Set((await store.findAgents(database.root, connection.wireId, names)).map((row) => row.thing_name));
  const strangers = names.filter((name) => snapshots.get(name)?.speaks && !known.has(name));
  if (strangers.length > 0) await database.transaction((tx) => store.ensureAgents(tx, connection.wireId, strangers));
  return snapshots;
}

/** Those of the devices into whose shadow something should be written now. */
const wanting = (deps: LookDeps, connection: ConnectionRef, names: readonly string[]): Promise<string[]> =>
  lackingOf(deps, connection, names, (slot) => 'write' in slot);

/** Those of the devices of which something is to be written, now or later as `when` says, or whose silence changes. */
async function lackingOf(
  deps: LookDeps,
  connection: ConnectionRef,
  names: readonly string[],
  when: (slot: SlotDecision) => boolean,
): Promise<string[]> {
  const snapshots = await meet(deps, connection, names);
  const agents = await store.findAgents(deps.database.root, connection.wireId, names);
  const licences = await deps.licences.current(deps.database.root, connection.wireId, names);
  const now = deps.clock.now();
  return agents
    .filter((agent) => {
      const device = snapshots.get(agent.thing_name);
      const facts = factsOf({ agent, device, connection, licence: licences.get(agent.thing_name), now });
      return when(decideSlot(facts)) || device?.silence !== decideSilence(facts).silence;
    })
    .map((agent) => agent.thing_name);
}
