import { inspectConnection } from '../checks/inspect.ts';
import type { Context } from '../context.ts';
import { type OlderFields, readOlderFields, type TypedOlderFields } from '../create/fields.ts';
import { reserve, type SeesProject } from '../create/reserve.ts';
import { connectionRow } from '../create/row.ts';
import { noteBlindness } from '../health/store.ts';
import { recordKey } from '../keys/record.ts';
import { ensureWireId, type StoredConnection } from '../store.ts';

type Requested = { projectId: string; typed: TypedOlderFields; sees: SeesProject; by: string | undefined };

/** What must be right although nothing is set up in AWS. What the role and SNS need is asked when it is migrated. */
const CHECKED = ['key', 'clock', 'account', 'region', 'endpoint', 'duplicate', 'public_url'] as const;

/**
 * Takes in a connection from before there was a role: it deploys flows, and no status arrives until it is migrated. Nothing
 * is written to AWS. Throws the fault of the first check that fails.
 */
export async function importConnection(
  context: Context,
  { projectId, typed, sees, by }: Requested,
): Promise<StoredConnection> {
  const { database, ids } = context;
  const { at, secretAccessKey, ...fields }: OlderFields = readOlderFields(typed);
  const subject = { projectId, ...fields, ...at };
  const inspected = await inspectConnection(context, { subject, secretAccessKey, sees, hurried: true, only: CHECKED });
  if (inspected.fault) throw inspected.fault;
  if (!inspected.established) throw new Error('A connection passed every check, but its place is not known.');
  const { established } = inspected;
  const row = connectionRow(context, {
    ...{ projectId, state: 'active', fields: { ...fields, secretAccessKey }, inspected: established },
  });
  const wireId = await reserve(database, { row, place: established.place, sees }, async (tx) => {
    await recordKey(tx, { ids }, row, { by, now: row.created_at });
    await noteBlindness(tx, row.id, row.created_at);
    return ensureWireId(tx, established.place, ids.uuid(), row.created_at);
  });
  context.bus.emit('connection.activated', { connectionId: row.id });
  return { ...row, wire_id: wireId };
}
