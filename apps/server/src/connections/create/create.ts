import { Fault } from '@thingdock/api';
import { type Context, sealContext } from '../context.ts';
import { leaseEnd } from '../operations/lease.ts';
import { waiting } from '../operations/progress.ts';
import { insertOperation } from '../operations/store.ts';
import { ensureWireId, type StoredConnection } from '../store.ts';
import type { ConnectionRow, OperationRow } from '../tables.ts';
import { createSteps } from './attempt.ts';
import type { Fields } from './fields.ts';
import { readFields, type TypedFields } from './fields.ts';
import { type Inspected, inspectKey, inspectRest } from './inspect.ts';
import type { RoleDoubt } from './inspect-role.ts';
import { refuseTaken, reserve, type SeesProject } from './reserve.ts';
import { wantedObjects } from './wanted.ts';

export type Requested = { projectId: string; typed: TypedFields; sees: SeesProject };
export type Reserved = { operation: OperationRow; connection: StoredConnection; doubts: readonly RoleDoubt[] };

/**
 * Checks everything that can be checked without changing anything, and takes account and region for this attempt. What is
 * wrong is thrown as a fault that names the field; afterwards the operation tells how it goes on.
 */
export async function startCreate(context: Context, { projectId, typed, sees }: Requested): Promise<Reserved> {
  const fields = readFields(typed);
  const inspected = await inspect(context, fields, sees);
  if (!context.local && context.publicUrl().protocol !== 'https:') throw new Fault('public_url_required');
  return book(context, { projectId, fields, inspected, sees });
}

async function inspect(context: Context, fields: Fields, sees: SeesProject): Promise<Inspected> {
  const { accessKeyId, secretAccessKey, endpoint } = fields;
  const aws = context.connectAws({
    credentials: { accessKeyId, secretAccessKey },
    partition: endpoint.partition,
    region: endpoint.region,
  });
  try {
    const key = await inspectKey({ aws, fields });
    await refuseTaken(context.database, key.place, sees);
    return { ...key, ...(await inspectRest({ aws, fields, prefix: context.prefix }, key.place)) };
  } finally {
    aws.close();
  }
}

type Booking = { projectId: string; fields: Fields; inspected: Inspected; sees: SeesProject };

async function book(context: Context, { projectId, fields, inspected, sees }: Booking): Promise<Reserved> {
  const { database, ids } = context;
  const { place, doubts } = inspected;
  const row = connectionRow(context, { projectId, fields, inspected });
  const operation = operationRow(context, row);
  const wireId = await reserve(database, { row, place, sees }, async (tx) => {
    await insertOperation(tx, operation);
    return ensureWireId(tx, place, ids.uuid(), row.created_at);
  });
  return { operation, connection: { ...row, wire_id: wireId }, doubts };
}

function connectionRow(
  { ids, clock, envelope }: Context,
  { projectId, fields, inspected }: Omit<Booking, 'sees'>,
): ConnectionRow {
  const id = ids.uuid();
  const now = new Date(clock.now());
  return {
    id,
    project_id: projectId,
    name: fields.name,
    state: 'creating',
    partition: inspected.place.partition,
    account_id: inspected.place.accountId,
    region: inspected.place.region,
    endpoint: inspected.endpoint,
    role_arn: fields.role.arn,
    user_arn: inspected.userArn,
    access_key_id: fields.accessKeyId,
    secret_access_key: envelope.seal(fields.secretAccessKey, sealContext(id)),
    probe_latency_ms: null,
    key_changed_at: now,
    health: 'unknown',
    health_since: null,
    health_checked_at: null,
    findings: [],
    blind: null,
    created_at: now,
    updated_at: now,
  };
}

function operationRow({ ids, clock, owner, timing, prefix }: Context, row: ConnectionRow): OperationRow {
  const place = { partition: row.partition, accountId: row.account_id, region: row.region };
  return {
    id: ids.uuid(),
    kind: 'connection.create',
    project_id: row.project_id,
    connection_id: row.id,
    state: 'running',
    steps: waiting(createSteps(wantedObjects(prefix, place, row.role_arn ?? ''))),
    error: null,
    input: null,
    left_behind: [],
    lease_owner: owner,
    lease_until: leaseEnd({ clock, leaseMs: timing.leaseMs }),
    created_at: row.created_at,
    updated_at: row.created_at,
  };
}
