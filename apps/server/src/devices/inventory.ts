import type { ConnectionRef } from '../connections/index.ts';
import type { Executor } from '../platform/db/index.ts';
import { announceDevices, changeDevices } from './change.ts';
import * as store from './store.ts';

type Place = Pick<ConnectionRef, 'id' | 'projectId'>;

/** Notes that AWS has these things, as of `sweptAt`. Returns the names of those that are new, or were gone and are back. */
export async function keepThings(
  tx: Executor,
  connection: Place,
  names: readonly string[],
  sweptAt: Date,
): Promise<string[]> {
  if (names.length === 0) return [];
  const added = await store.meetThings(tx, connection, names, sweptAt);
  const back = await store.listGone(tx, connection.id, names);
  await announceDevices(tx, connection, added);
  await setGone(tx, connection, back, { goneAt: null, now: sweptAt.getTime() });
  return [...added, ...back];
}

/** Marks what no sweep since `before` met as gone. Returns the names. */
export async function markGone(tx: Executor, connection: Place, before: Date, now: Date): Promise<string[]> {
  const missing = await store.listMissing(tx, connection.id, before);
  await setGone(tx, connection, missing, { goneAt: now.getTime(), now: now.getTime() });
  return missing;
}

/** Marks things as gone that AWS said it has not. */
export function markGoneNamed(tx: Executor, connection: Place, names: readonly string[], now: Date): Promise<void> {
  return setGone(tx, connection, names, { goneAt: now.getTime(), now: now.getTime() });
}

async function setGone(
  tx: Executor,
  connection: Place,
  names: readonly string[],
  { goneAt, now }: { goneAt: number | null; now: number },
): Promise<void> {
  await changeDevices(
    tx,
    names.map((thingName) => ({
      connection,
      thingName,
      decide: ({ state, gates }) => ({ state, gates: { ...gates, goneAt } }),
    })),
    now,
  );
}
