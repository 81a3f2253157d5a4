import { Fault } from '@thingdock/api';
import type { FlowIdentity, StateOperation } from '@thingdock/device-protocol';
import type { ConnectionRef } from '../connections/index.ts';
import type { Executor } from '../platform/db/index.ts';
import { reviseTree, sizeOfOthers, TREES_LIMIT } from './change-tree.ts';
import { desiredFlow, isDesiredFlow } from './frames/desired-flow.ts';
import * as store from './store.ts';
import { findTree, findTrees, saveTrees, type TreeChange } from './tree-store.ts';
import { orderFlows } from './without-role/store.ts';

/** A change of one device's desired tree. */
export type Order = { thingName: string; change: StateOperation };

/** Devices are changed in portions of this size: few statements, none of them huge. */
const BATCH = 500;

/**
 * Changes desired trees, at most one order a device. Part of the caller's transaction; `wake` the devices after its commit.
 * Throws `device_state_too_large`.
 */
export async function changeDesired(
  tx: Executor,
  connection: ConnectionRef,
  orders: readonly Order[],
  now: number,
): Promise<void> {
  const sorted = [...orders].sort((a, b) => (a.thingName < b.thingName ? -1 : 1));
  for (let start = 0; start < sorted.length; start += BATCH)
    await changeConnected(tx, connection, sorted.slice(start, start + BATCH), now);
}

/** Devices of a connection without a role cannot ask for their desired tree, so the flow in it is ordered by message. */
async function changeConnected(
  tx: Executor,
  { wireId, roleArn }: ConnectionRef,
  orders: readonly Order[],
  now: number,
) {
  await changeBatch(tx, wireId, orders, now);
  if (roleArn !== null) return;
  const flows = orders.flatMap(({ thingName, change }) => {
    const isFlow = change.op === 'set' && change.path === 'flow.flow';
    const flow = isFlow ? desiredFlow({ flow: { flow: change.state } }) : undefined;
    return flow ? [{ thingName, updateId: flow.updateId }] : [];
  });
  await orderFlows(tx, wireId, flows, new Date(now));
}

/** An order that nobody waits for any more. `before`: what the device deployed before it. */
export type Withdrawal = { thingName: string; flow: FlowIdentity; before: FlowIdentity | undefined };

/** Puts back what a device was to run before an order, unless it was told something newer since. */
export async function withdrawFlow(
  tx: Executor,
  connection: ConnectionRef,
  { thingName, flow, before }: Withdrawal,
  now: number,
): Promise<void> {
  const key = { wireId: connection.wireId, thingName };
  await store.lockAgent(tx, key);
  if (!isDesiredFlow((await findTree(tx, key, 'desired'))?.state, flow)) return;
  const path = 'flow.flow';
  const change: StateOperation = before ? { op: 'set', path, state: before } : { op: 'remove', path };
  await changeBatch(tx, connection.wireId, [{ thingName, change }], now);
}

async function changeBatch(tx: Executor, wireId: string, orders: readonly Order[], now: number): Promise<void> {
  const names = orders.map((order) => order.thingName);
  await store.chooseAgents(tx, wireId, names);
  const trees = await findTrees(tx, wireId, names);
  const changes = orders.map(({ thingName, change }): TreeChange => {
    const mine = trees.get(thingName);
    const key = { wireId, thingName };
    const revised = reviseTree(key, 'desired', { tree: mine?.get('desired'), changes: [change], now });
    if (!revised.ok) throw new Error(`The desired state of ${thingName} cannot be changed: ${revised.problem}.`);
    const size = revised.value.size + sizeOfOthers(mine, 'desired');
    if (size > TREES_LIMIT)
      throw new Fault('device_state_too_large', { details: { name: thingName, size, limit: TREES_LIMIT } });
    return { thingName, tree: revised.value };
  });
  await saveTrees(tx, wireId, changes);
  await store.noteDesired(tx, wireId, names);
}
