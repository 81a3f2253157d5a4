import type { Agents } from '../agents/index.ts';
import type { ConnectionRef, Connections } from '../connections/index.ts';
import type { DeviceSnapshot } from '../devices/index.ts';
import { announce } from '../events/index.ts';
import type { Database, Executor } from '../platform/db/index.ts';
import { limitsOf } from './limits.ts';
import { type OrderDeps, orderTargets } from './order/order-targets.ts';
import { putBack } from './order/put-back.ts';
import * as store from './store.ts';
import type { ActionRow, TargetRow } from './tables.ts';
import { afterConnect, afterTime, ended, type Target } from './target.ts';
import * as targetStore from './target-store.ts';
import { isFinal } from './transition.ts';

export type LookDeps = OrderDeps & {
  database: Database;
  connections: Pick<Connections, 'findByWireId'>;
  agents: Pick<Agents, 'wake'>;
};

/** Devices looked at in one transaction. */
const PORTION = 250;

/**
 * Looks at the targets at which it is time to: ends what took too long, says of the rest whether its device is there, tries
 * again what failed, and lets go what waited for something else. Returns whether there may be more.
 */
export async function lookAtTargets(deps: LookDeps): Promise<boolean> {
  const due = await targetStore.listDueTargets(deps.database.root, new Date(deps.clock.now()), PORTION);
  for (const [wireId, rows] of Map.groupBy(due, (row) => row.wire_id)) {
    const connection = await deps.connections.findByWireId(wireId);
    const names = [...new Set(rows.map((row) => row.thing_name))];
    const told = connection
      ? await deps.database.transaction((tx) => lookAt(deps, tx, connection, names))
      : await deps.database.transaction((tx) => lookWithout(deps, tx, wireId, names));
    if (connection && told.length > 0) deps.agents.wake(connection, told);
  }
  return due.length === PORTION;
}

/** Returns the devices that have to hear something. */
async function lookAt(
  deps: LookDeps,
  tx: Executor,
  connection: ConnectionRef,
  names: readonly string[],
): Promise<string[]> {
  const now = deps.clock.now();
  await deps.agents.lock(tx, connection, names);
  const open = await targetStore.lockOpen(tx, connection.wireId, names);
  const due = open.filter((row) => row.due_at !== null && row.due_at.getTime() <= now);
  const actions = await store.findActions(
    tx,
    due.map((row) => row.action_id),
  );
  const devices = await deps.devices.snapshots(tx, connection, names);
  const again = due.filter((row) => row.waits_for === 'retry' || row.waits_for === 'earlier_action');
  const changes = decide(due, actions, (target, row, action) => {
    if (row.waits_for === 'retry' || row.waits_for === 'earlier_action') return target;
    return afterTime(target, devices.get(row.thing_name), limitsOf(action), now);
  });
  // An order that nobody waits for must not surprise a device that comes back later.
  const late = changes.filter(({ target }) => target.state === 'timed_out').map(({ row }) => row);
  const withdrawn = late.filter((row) => !isConnected(devices.get(row.thing_name)));
  for (const rows of Map.groupBy(withdrawn, (row) => row.subject).values()) await putBack(deps, tx, connection, rows);
  await save(deps, tx, connection.wireId, changes);
  const told = await orderAgain(deps, tx, connection, again, actions);
  return [...told, ...withdrawn.map((row) => row.thing_name)];
}

/** What waits for a connection that was deleted can only grow old. */
async function lookWithout(deps: LookDeps, tx: Executor, wireId: string, names: readonly string[]): Promise<string[]> {
  const now = deps.clock.now();
  const open = await targetStore.lockOpen(tx, wireId, names);
  const due = open.filter((row) => row.due_at !== null && row.due_at.getTime() <= now);
  const actions = await store.findActions(
    tx,
    due.map((row) => row.action_id),
  );
  const changes = decide(due, actions, (target, row, action) =>
    row.waits_for === 'retry' || row.waits_for === 'earlier_action'
      ? ended(target, 'failed', 'Its connection was deleted.')
      : afterTime(target, undefined, limitsOf(action), now),
  );
  await save(deps, tx, wireId, changes);
  return [];
}

const isConnected = (device: DeviceSnapshot | undefined): boolean => device?.status === 'connected';

type Change = { row: TargetRow; action: ActionRow; target: Target };

function decide(
  rows: readonly TargetRow[],
  actions: ReadonlyMap<string, ActionRow>,
  next: (target: Target, row: TargetRow, action: ActionRow) => Target,
): Change[] {
  return rows.flatMap((row) => {
    const action = actions.get(row.action_id);
    const before = targetStore.toTarget(row);
    const target = action ? next(before, row, action) : before;
    return action && target !== before ? [{ row, action, target }] : [];
  });
}

async function save({ clock }: Pick<LookDeps, 'clock'>, tx: Executor, wireId: string, changes: readonly Change[]) {
  if (changes.length === 0) return;
  const now = new Date(clock.now());
  await targetStore.saveTargets(tx, changes, now);
  const over = changes.filter(({ target }) => isFinal(target.state));
  const free = over.filter(({ row }) => row.subject === 'flow').map(({ row }) => row.thing_name);
  if (free.length > 0) await targetStore.releaseHeld(tx, wireId, free, now);
  for (const [projectId, some] of Map.groupBy(changes, ({ action }) => action.project_id))
    await announce(tx, { type: 'deployment', projectId, keys: [...new Set(some.map(({ action }) => action.id))] });
  await store.markDue(
    tx,
    over.map(({ action }) => action.id),
    now,
  );
}

async function orderAgain(
  deps: LookDeps,
  tx: Executor,
  connection: ConnectionRef,
  rows: readonly TargetRow[],
  actions: ReadonlyMap<string, ActionRow>,
): Promise<string[]> {
  const told: string[] = [];
  const over: string[] = [];
  for (const [actionId, mine] of Map.groupBy(rows, (row) => row.action_id)) {
    const action = actions.get(actionId);
    if (!action) continue;
    const ordered = await orderTargets(deps, tx, { connection, action, rows: mine });
    told.push(...ordered.told);
    over.push(...ordered.ended);
    await announce(tx, { type: 'deployment', projectId: action.project_id, keys: [actionId] });
  }
  if (over.length > 0) await store.markDue(tx, over, new Date(deps.clock.now()));
  return told;
}

/** The device connected, or went away: what waited for it gets its time again, and what is under way waits. */
export async function follow(
  deps: Pick<LookDeps, 'database' | 'clock' | 'devices' | 'agents'>,
  connection: ConnectionRef,
  thingName: string,
): Promise<void> {
  const { database, clock, devices, agents } = deps;
  await database.transaction(async (tx) => {
    await agents.lock(tx, connection, [thingName]);
    const open = await targetStore.lockOpen(tx, connection.wireId, [thingName]);
    const actions = await store.findActions(
      tx,
      open.map((row) => row.action_id),
    );
    const device = (await devices.snapshots(tx, connection, [thingName])).get(thingName);
    const now = clock.now();
    const changes = decide(open, actions, (target, _row, action) =>
      isConnected(device)
        ? afterConnect(target, limitsOf(action), now)
        : afterTime(target, device, limitsOf(action), now),
    );
    await save({ clock }, tx, connection.wireId, changes);
  });
}
