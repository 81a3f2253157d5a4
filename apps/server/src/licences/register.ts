import type { Clock } from '@thingdock/effects';
import type { ConnectionRef } from '../connections/index.ts';
import type { Database, Executor } from '../platform/db/index.ts';
import { AUTOMATIC, admitted, requireLeft } from './pool.ts';
import type { Portion } from './select.ts';
import * as store from './store.ts';
import { tell } from './tell.ts';
import type { DeviceGates } from './types.ts';

export type RegisterDeps = { database: Database; clock: Clock; devices: DeviceGates };

/** `by`: the name of who chose the devices. `done`: how many were registered in the same request before. */
export type Choice = { connection: ConnectionRef; names: readonly string[]; by: string; done: number };

/**
 * Registers licences for devices of a connection; those that have one keep it, and things that are gone get none. Returns who
 * got one. Throws `licence_limit`; then none of these devices got one.
 */
export function register(deps: RegisterDeps, { connection, names, by, done }: Choice): Promise<string[]> {
  const { database, clock, devices } = deps;
  return database.transaction(async (tx) => {
    // Devices are locked before the pool, here as where they speak for the first time.
    await devices.setGates(tx, connection, names, { licensed: true });
    const present = await devices.snapshots(tx, connection, names);
    const pool = await store.lockPool(tx, connection.projectId);
    const held = await store.findLicensed(tx, connection.id, names);
    const fresh = names.filter((name) => present.has(name) && !held.has(name));
    requireLeft(pool, fresh.length, done);
    return insert(tx, { ...place(connection), names: fresh, at: new Date(clock.now()), by });
  });
}

/** Throws `licence_limit` when fewer licences are left than the devices need, before any of them gets one. */
export async function requireEnough({ database: { root } }: RegisterDeps, portions: readonly Portion[]): Promise<void> {
  const [first] = portions;
  if (!first) return;
  const pool = await store.getPool(root, first.connection.projectId);
  if (pool.limit === null) return;
  let wanted = 0;
  for (const { connection, names } of portions)
    wanted += names.length - (await store.findLicensed(root, connection.id, names)).size;
  requireLeft(pool, wanted);
}

const place = ({ id: connectionId, projectId }: Pick<ConnectionRef, 'id' | 'projectId'>) => ({
  connectionId,
  projectId,
});

/**
 * Devices that speak for the first time, or were just made, are registered as far as licences are left and the project wants
 * it. Returns all of them that have a licence now. Part of the caller's transaction, which holds the devices and opens their
 * gates. `now` in milliseconds.
 */
export async function registerNew(
  tx: Executor,
  connection: Pick<ConnectionRef, 'id' | 'projectId'>,
  names: readonly string[],
  now: number,
): Promise<ReadonlySet<string>> {
  // Most of the time there is nothing to be had, and nobody needs to wait for it.
  if (admitted(await store.getPool(tx, connection.projectId), names).length === 0)
    return store.findLicensed(tx, connection.id, names);
  const pool = await store.lockPool(tx, connection.projectId);
  const held = await store.findLicensed(tx, connection.id, names);
  const without = names.filter((name) => !held.has(name));
  const fresh = admitted(pool, without);
  const got = await insert(tx, { ...place(connection), names: fresh, at: new Date(now), by: AUTOMATIC });
  return new Set([...held, ...got]);
}

async function insert(tx: Executor, registering: store.Registering): Promise<string[]> {
  const names = await store.insertRegistered(tx, registering);
  const { connectionId: id, projectId, at, by } = registering;
  await tell(tx, { id, projectId }, { type: 'licence.registered', names, at: at.getTime(), by });
  return names;
}
