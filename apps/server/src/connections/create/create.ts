import type { RoleDoubt } from '../checks/check.ts';
import { type Established, inspectConnection } from '../checks/inspect.ts';
import type { Context } from '../context.ts';
import { type OperationInput, sealInput } from '../operations/input.ts';
import { leaseEnd } from '../operations/lease.ts';
import { waiting } from '../operations/progress.ts';
import { insertOperation } from '../operations/store.ts';
import { ensureWireId, type StoredConnection } from '../store.ts';
import type { ConnectionRow, OperationRow } from '../tables.ts';
import { createSteps } from './attempt.ts';
import type { Fields } from './fields.ts';
import { readFields, type TypedFields } from './fields.ts';
import { reserve, type SeesProject } from './reserve.ts';
import { connectionRow } from './row.ts';
import { wantedObjects } from './wanted.ts';

export type Requested = {
  projectId: string;
  typed: TypedFields;
  sees: SeesProject;
  /** Who asks, as the record of keys shows it. */
  by: string | undefined;
};
export type Reserved = { operation: OperationRow; connection: StoredConnection; doubts: readonly RoleDoubt[] };

/**
 * Checks everything that can be checked without changing anything, and takes account and region for this attempt. What is
 * wrong is thrown as a fault that names the field; afterwards the operation tells how it goes on.
 */
export async function startCreate(context: Context, { projectId, typed, sees, by }: Requested): Promise<Reserved> {
  const fields = readFields(typed);
  const { name, accessKeyId, secretAccessKey, at, role } = fields;
  const subject = { projectId, name, accessKeyId, role, ...at };
  const { fault, established } = await inspectConnection(context, { subject, secretAccessKey, sees, hurried: true });
  if (fault) throw fault;
  if (!established) throw new Error('A connection passed every check, but its place is not known.');
  const input = { ...(by ? { by } : {}), ...(typed.takeOver ? { takeOver: true } : {}) };
  return book(context, { projectId, fields, inspected: established, sees, input });
}

type Booking = {
  projectId: string;
  fields: Fields;
  inspected: Established;
  sees: SeesProject;
  input: OperationInput;
};

async function book(context: Context, { projectId, fields, inspected, sees, input }: Booking): Promise<Reserved> {
  const { database, ids } = context;
  const { place, doubts } = inspected;
  const row = connectionRow(context, { projectId, state: 'creating', fields, inspected });
  const operation = operationRow(context, row, input);
  const wireId = await reserve(database, { row, place, sees }, async (tx) => {
    await insertOperation(tx, operation);
    return ensureWireId(tx, place, ids.uuid(), row.created_at);
  });
  return { operation, connection: { ...row, wire_id: wireId }, doubts };
}

function operationRow(context: Context, row: ConnectionRow, input: OperationInput): OperationRow {
  const { ids, clock, owner, timing, prefix } = context;
  const id = ids.uuid();
  const place = { partition: row.partition, accountId: row.account_id, region: row.region };
  return {
    id,
    kind: 'connection.create',
    project_id: row.project_id,
    connection_id: row.id,
    state: 'running',
    steps: waiting(createSteps(wantedObjects(prefix, place, row.role_arn ?? ''))),
    error: null,
    input: sealInput(context, id, input),
    left_behind: [],
    lease_owner: owner,
    lease_until: leaseEnd({ clock, leaseMs: timing.leaseMs }),
    created_at: row.created_at,
    updated_at: row.created_at,
  };
}
