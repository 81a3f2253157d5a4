import type { StateOperation } from '@thingdock/device-protocol';
import type { ConnectionRef } from '../connections/index.ts';
import type { Executor } from '../platform/db/index.ts';
import { reviseTree, sizeOfOthers, TREES_LIMIT } from './change-tree.ts';
import { desiredFlow } from './frames/desired-flow.ts';
import { lookBy } from './order-store.ts';
import * as store from './store.ts';
import { findTrees, saveTrees, type TreeChange } from './tree-store.ts';
import { orderFlows } from './without-role/store.ts';

/** A change of one device's desired tree. `byMessage`: the agent is too old to follow the tree, so its flow is ordered whole. */
export type Order = { thingName: string; change: StateOperation; byMessage?: boolean };

/** Devices are changed in portions of this size: few statements, none of them huge. */
const BATCH = 500;
/** Devices are told right after the commit; when the server dies there, whoever looks at what is due tells them. */
const CRASH_MS = 15_000;

/**
 * Changes desired trees, at most one order a device. Part of the caller's transaction; `wake` the devices after its commit.
 * Returns the devices whose trees would have become larger than they can be sent, with that size in bytes: nothing was
 * changed for these.
 */
export async function changeDesired(
  tx: Executor,
  connection: ConnectionRef,
  orders: readonly Order[],
  now: number,
): Promise<ReadonlyMap<string, number>> {
  const sorted = [...orders].sort((a, b) => (a.thingName < b.thingName ? -1 : 1));
  const tooLarge = new Map<string, number>();
  for (let start = 0; start < sorted.length; start += BATCH)
    await changeBatch(tx, connection, { orders: sorted.slice(start, start + BATCH), tooLarge, now });
  return tooLarge;
}

type Batch = { orders: readonly Order[]; tooLarge: Map<string, number>; now: number };

async function changeBatch(tx: Executor, connection: ConnectionRef, { orders, tooLarge, now }: Batch): Promise<void> {
  const { wireId } = connection;
  const names = orders.map((order) => order.thingName);
  await store.chooseAgents(tx, wireId, names);
  const trees = await findTrees(tx, wireId, names);
  const changes = orders.flatMap(({ thingName, change }): TreeChange[] => {
    const mine = trees.get(thingName);
    const key = { wireId, thingName };
    const revised = reviseTree(key, 'desired', { tree: mine?.get('desired'), changes: [change], now });
    if (!revised.ok) throw new Error(`The desired state of ${thingName} cannot be changed: ${revised.problem}.`);
    const size = revised.value.size + sizeOfOthers(mine, 'desired');
    if (size <= TREES_LIMIT) return [{ thingName, tree: revised.value }];
    tooLarge.set(thingName, size);
    return [];
  });
  await saveTrees(tx, wireId, changes);
  const changed = changes.map(({ thingName }) => thingName);
  await store.noteDesired(tx, wireId, changed);
  await lookBy(tx, wireId, changed, new Date(now + CRASH_MS));
  const flows = orders.filter(({ thingName }) => !tooLarge.has(thingName)).flatMap(toMessage(connection));
  if (flows.length > 0) await orderFlows(tx, wireId, flows, new Date(now));
}

/** Who cannot ask for a desired tree has the flow in it ordered by message: no role carries the question, or the agent is old. */
const toMessage =
  ({ roleArn }: ConnectionRef) =>
  ({ thingName, change, byMessage }: Order) => {
    if (roleArn !== null && !byMessage) return [];
    const isFlow = change.op === 'set' && change.path === 'flow.flow';
    const flow = isFlow ? desiredFlow({ flow: { flow: change.state } }) : undefined;
    return flow ? [{ thingName, updateId: flow.updateId }] : [];
  };
