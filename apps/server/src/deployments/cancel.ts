import { capabilitiesOf } from '@thingdock/device-protocol';
import type { Agents } from '../agents/index.ts';
import type { ConnectionRef, Connections } from '../connections/index.ts';
import { announce } from '../events/index.ts';
import type { Database, Executor } from '../platform/db/index.ts';
import type { OrderDeps } from './order/order-targets.ts';
import { putBack } from './order/put-back.ts';
import * as store from './store.ts';
import type { ActionRow, TargetRow } from './tables.ts';
import { ended } from './target.ts';
import * as targetStore from './target-store.ts';
import { OPEN_STATES } from './transition.ts';
import { wantedOf } from './wanted.ts';

export type CancelDeps = OrderDeps & {
  database: Database;
  connections: Pick<Connections, 'findByWireId'>;
  agents: Pick<Agents, 'cancelDeploys' | 'wake'>;
};

const PORTION = 250;

/**
 * Ends targets that have not ended: what was not begun never will be, and devices that were told are told to go back to what
 * they had. The newest desired state counts, so nothing has to be agreed on with a device.
 */
export async function cancelTargets(
  deps: CancelDeps,
  action: ActionRow,
  { names, message }: { names?: readonly string[] | undefined; message: string },
): Promise<void> {
  const { database, clock } = deps;
  await database.transaction(async (tx) => {
    const now = new Date(clock.now());
    await targetStore.cancelUnbegun(tx, action.id, { message, names, now });
    await store.markDue(tx, [action.id], now);
    await announce(tx, { type: 'deployment', projectId: action.project_id, keys: [action.id] });
  });
  const connection = await deps.connections.findByWireId(action.wire_id);
  for (let after = ''; ; ) {
    const page = await targetStore.listNames(database.root, action.id, { states: OPEN_STATES, after, limit: PORTION });
    const last = page.at(-1);
    if (last === undefined) return;
    const mine = names === undefined ? page : page.filter((name) => names.includes(name));
    if (mine.length > 0) await cancelPortion(deps, action, connection, { names: mine, message });
    after = last;
  }
}

async function cancelPortion(
  deps: CancelDeps,
  action: ActionRow,
  connection: ConnectionRef | undefined,
  { names, message }: { names: readonly string[]; message: string },
): Promise<void> {
  const rows = await deps.database.transaction(async (tx) => {
    if (connection) await deps.agents.lock(tx, connection, names);
    const locked = await targetStore.lockTargets(tx, action.id, names);
    const open = locked.filter(({ state }) => (OPEN_STATES as readonly string[]).includes(state));
    // What waits to be tried again is in the desired state still, as the order that failed.
    const told = open.filter((row) => row.attempt > 0);
    if (connection) await putBack(deps, tx, connection, told);
    await end(deps, tx, action, open, message);
    return told;
  });
  if (!connection || rows.length === 0) return;
  deps.agents.wake(
    connection,
    rows.map((row) => row.thing_name),
  );
  await askToStop(deps, action, connection, rows);
}

async function end(
  { clock }: CancelDeps,
  tx: Executor,
  action: ActionRow,
  rows: readonly TargetRow[],
  message: string,
): Promise<void> {
  const now = new Date(clock.now());
  const changes = rows.map((row) => ({ row, target: ended(targetStore.toTarget(row), 'cancelled', message) }));
  await targetStore.saveTargets(tx, changes, now);
  const free = rows.filter((row) => row.subject === 'flow').map((row) => row.thing_name);
  if (free.length > 0) await targetStore.releaseHeld(tx, action.wire_id, free, now);
  await store.markDue(tx, [action.id], now);
  await announce(tx, { type: 'deployment', projectId: action.project_id, keys: [action.id] });
}

/** Agents that know the command leave an installation that is under way. */
async function askToStop(
  deps: CancelDeps,
  action: ActionRow,
  connection: ConnectionRef,
  rows: readonly TargetRow[],
): Promise<void> {
  const working = rows.filter(({ state }) => state === 'deploying');
  const names = working.map((row) => row.thing_name);
  const devices = await deps.devices.snapshots(deps.database.root, connection, names);
  const cancels = working.flatMap((row) => {
    const wanted = row.wanted ?? wantedOf(action);
    const agent = devices.get(row.thing_name)?.agent ?? undefined;
    if (wanted.what !== 'flow' || !capabilitiesOf(agent).cancel) return [];
    const flow = { assetId: wanted.flow.versionId, updateId: row.update_id };
    return [{ thingName: row.thing_name, flow }];
  });
  await deps.agents.cancelDeploys(connection, cancels);
}
