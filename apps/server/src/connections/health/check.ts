import { Fault, type Health } from '@thingdock/api';
import { announce } from '../../events/index.ts';
import type { Executor } from '../../platform/db/index.ts';
import type { Context } from '../context.ts';
import { getRunning } from '../operations/store.ts';
import { announceConnection } from '../run.ts';
import { getConnection, type StoredConnection } from '../store.ts';
import { describeHealth } from './describe.ts';
import { type Examined, examine } from './examine.ts';
import { blindness } from './judge.ts';
import { noteBlindness, saveHealth, see } from './store.ts';

/**
 * Looks at a connection now and notes what it found. While an operation works on the connection nothing is looked at, since
 * what stands half-way says nothing. Throws `connection_not_active`.
 */
export async function checkHealth(context: Context, id: string, signal: AbortSignal): Promise<Health> {
  const { database } = context;
  const connection = await requireActive(context, id);
  if (await getRunning(database.root, id)) return describeHealth(connection);
  const examined = await examine(context, connection, signal);
  const mended = await database.transaction((tx) => note(context, tx, connection, examined));
  if (mended) context.bus.emit('connection.mended', { connectionId: id });
  return describeHealth(await requireActive(context, id));
}

async function requireActive({ database }: Context, id: string): Promise<StoredConnection> {
  const connection = await getConnection(database.root, id);
  if (connection?.state === 'active') return connection;
  throw new Fault('connection_not_active', { details: { state: connection?.state ?? 'gone' } });
}

/** Returns whether a connection that was broken works again. */
async function note(
  { clock }: Context,
  tx: Executor,
  before: StoredConnection,
  { judgement: { state, findings }, latencyMs, lookedAt }: Examined,
): Promise<boolean> {
  const now = new Date(clock.now());
  const changed = state !== undefined && state !== before.health;
  const broken = state === 'broken';
  await saveHealth(tx, before.id, {
    findings,
    checkedAt: lookedAt,
    ...(state ? { state } : {}),
    ...(changed ? { since: now } : {}),
    ...(broken ? { blind: blindness(findings) } : {}),
    ...(latencyMs === undefined ? {} : { probeLatencyMs: latencyMs }),
  });
  if (broken) await noteBlindness(tx, before.id, now);
  await announceConnection(tx, before);
  if (broken && before.blind === null) await announceAllDevices(tx, before);
  return state !== undefined && !broken && before.blind !== null;
}

/** The devices of a connection that works again have been looked at: their status can be believed. */
export async function trust({ database, clock }: Context, id: string): Promise<void> {
  await database.transaction(async (tx) => {
    const connection = (await see(tx, id)) && (await getConnection(tx, id));
    if (!connection) return;
    await noteBlindness(tx, id, new Date(clock.now()));
    await announceConnection(tx, connection);
    await announceAllDevices(tx, connection);
  });
}

/** Tells open pages that every device of a connection may show something else now. */
export const announceAllDevices = (tx: Executor, { id, project_id: projectId }: StoredConnection): Promise<void> =>
  announce(tx, { type: 'device', projectId, keys: [`${id}/*`] });
