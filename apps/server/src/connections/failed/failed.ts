import type { Connection } from '@thingdock/api';
import { announce } from '../../events/index.ts';
import type { Executor } from '../../platform/db/index.ts';
import type { Caller } from '../../platform/http/index.ts';
import type { Context } from '../context.ts';
import { describeObjects, seesCredentials } from '../describe.ts';
import { listObjects } from '../journal/store.ts';
import { insertOperation } from '../operations/store.ts';
import type { StoredConnection } from '../store.ts';
import type { FailedAttemptRow, OperationRow, Refusal } from '../tables.ts';
import { deleteFailed, deleteFailedBefore, insertFailed } from './store.ts';

/** For how long a failed attempt is shown. */
const SHOWN_MS = 7 * 24 * 3_600_000;

/** Attempts that failed after this are shown. */
export const shownSince = ({ clock }: Pick<Context, 'clock'>): Date => new Date(clock.now() - SHOWN_MS);

/** Keeps what an attempt was about and why it failed, of all but its secret. */
export function keepFailed(tx: Executor, connection: StoredConnection, error: Refusal, now: Date): Promise<void> {
  const { project_id, name, partition, account_id, region, endpoint, role_arn, user_arn, created_at } = connection;
  return insertFailed(tx, {
    ...{ connection_id: connection.id, project_id, name, partition, account_id, region, endpoint, role_arn, user_arn },
    access_key_ending: connection.access_key_id.slice(-4),
    error,
    created_at,
    failed_at: now,
  });
}

/** A failed attempt as the API shows it. */
export function describeFailed(row: FailedAttemptRow, caller: Caller): Connection {
  const open = seesCredentials(caller);
  return {
    id: row.connection_id,
    projectId: row.project_id,
    type: 'aws-iot',
    name: row.name,
    state: 'failed',
    accountId: row.account_id,
    partition: row.partition,
    region: row.region,
    endpoint: row.endpoint,
    roleArn: open ? row.role_arn : null,
    accessKeyIdEnding: open ? row.access_key_ending : null,
    userArn: open ? row.user_arn : null,
    probeLatencyMs: null,
    health: 'unknown',
    presence: false,
    migrationNeeded: false,
    keyChangedAt: row.created_at.toISOString(),
    keyIsOld: false,
    error: row.error,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.failed_at.toISOString(),
  };
}

/**
 * Shows a failed attempt no longer. AWS is not asked for anything: what could be removed is gone already, and what could not
 * is named by the operation that is returned.
 */
export async function dismiss({ database, clock, ids }: Context, row: FailedAttemptRow): Promise<OperationRow> {
  const { project_id, connection_id } = row;
  const now = new Date(clock.now());
  const left = describeObjects(await listObjects(database.root, connection_id)).filter(({ goes }) => goes);
  const operation: OperationRow = {
    ...{ id: ids.uuid(), kind: 'connection.delete', project_id, connection_id, state: 'succeeded', steps: [] },
    ...{ error: null, input: null, left_behind: left, lease_owner: null, lease_until: null },
    created_at: now,
    updated_at: now,
  };
  await database.transaction(async (tx) => {
    await deleteFailed(tx, connection_id);
    await insertOperation(tx, operation);
    await announce(tx, { type: 'connection', projectId: project_id, keys: [connection_id] });
  });
  return operation;
}

/** Forgets attempts that are shown no longer. */
export const forgetOld = (context: Pick<Context, 'clock' | 'database'>): Promise<void> =>
  deleteFailedBefore(context.database.root, shownSince(context));
