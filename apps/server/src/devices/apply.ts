import { type AgentInfo, isThingName } from '@thingdock/device-protocol';
import type { ShadowDocument } from '../aws/index.ts';
import type { ConnectionRef } from '../connections/index.ts';
import { announce } from '../events/index.ts';
import type { Executor } from '../platform/db/index.ts';
import { fromPush, fromShadow, type StatusPush } from './observe.ts';
import { type DeviceState, reduce, withoutShadow } from './reduce.ts';
import * as store from './store.ts';

/** `unchanged`: newer, but it says the same. `connected`: the device said that it connected, be it anew. */
export type StatusOutcome = {
  outcome: 'applied' | 'stale' | 'unknown_device' | 'unchanged';
  connected?: boolean;
};

/** Takes in a message of the status rule. */
export async function applyStatusPush(
  tx: Executor,
  connection: ConnectionRef,
  push: StatusPush,
  now: number,
): Promise<StatusOutcome> {
  const row = isThingName(push.thingName) && (await store.lockDevice(tx, connection.id, push.thingName));
  if (!row) return { outcome: 'unknown_device' };
  const known = store.toState(row);
  const { state, began } = reduce(known, fromPush(push));
  if (state === known) return { outcome: 'stale' };
  const changed = await save(tx, connection, push.thingName, { known, state, now });
  return { outcome: changed ? 'applied' : 'unchanged', ...(began ? { connected: true } : {}) };
}

type Reading = { name: string; shadow: ShadowDocument | undefined /** When it was asked for. */; readAt: number };

/** Takes in a whole shadow, or that there is none. Returns whether the device was thereby found to have connected. */
export async function applyShadow(
  tx: Executor,
  connection: ConnectionRef,
  { name, shadow, readAt, now }: Reading & { now: number },
): Promise<boolean> {
  const row = await store.lockDevice(tx, connection.id, name);
  if (!row) return false;
  const known = store.toState(row);
  // "No shadow" has no version; a message that came in meanwhile knows better.
  if (!shadow && row.observed_at && row.observed_at.getTime() >= readAt) return false;
  const { state, began } = shadow
    ? reduce(known, fromShadow(shadow, readAt))
    : { state: withoutShadow(known), began: false };
  if (state !== known) await save(tx, connection, name, { known, state, now });
  return began;
}

/** The device was heard on another way than its shadow; `agent` is what it said of itself there. */
export async function noteHeard(
  tx: Executor,
  connection: ConnectionRef,
  name: string,
  { at, agent, now }: { at: number; agent?: AgentInfo | undefined; now: number },
): Promise<void> {
  const row = await store.lockDevice(tx, connection.id, name);
  if (!row) return;
  const known = store.toState(row);
  const lastSeenAt = Math.max(known.lastSeenAt ?? 0, at);
  await save(tx, connection, name, { known, state: { ...known, agent: agent ?? known.agent, lastSeenAt }, now });
}

type Change = { known: DeviceState; state: DeviceState; now: number };

/** Stores a state and tells open pages when they would show something else. Returns whether they would. */
async function save(
  tx: Executor,
  connection: ConnectionRef,
  name: string,
  { known, state, now }: Change,
): Promise<boolean> {
  await store.saveState(tx, connection.id, name, state, new Date(now));
  const changed = shown(known) !== shown(state);
  if (changed) await announceDevices(tx, connection, [name]);
  return changed;
}

const shown = ({ status, reason, since, source, agent }: DeviceState): string =>
  JSON.stringify([status, reason, since, source, agent?.type, agent?.v]);

/** Tells open pages that devices changed. */
export async function announceDevices(
  tx: Executor,
  connection: ConnectionRef,
  names: readonly string[],
): Promise<void> {
  const keys = names.map((name) => `${connection.id}/${name}`);
  await announce(tx, { type: 'device', projectId: connection.projectId, keys });
}
