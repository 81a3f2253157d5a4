import type { Connection, ConnectionObject } from '@thingdock/api';
import type { Caller } from '../platform/http/index.ts';
import type { StoredConnection, StoredRef } from './store.ts';
import { type ObjectRow, plainName } from './tables.ts';
import type { ConnectionRef } from './types.ts';

/** Owners and admins manage connections; everybody else uses them by name and never sees a credential. */
export const seesCredentials = ({ user, role }: Caller): boolean =>
  user?.administrator === true || role === 'owner' || role === 'admin';

/** Security teams have keys rotated every 30 to 90 days. */
export const KEY_AGE_MS = 90 * 24 * 3_600_000;

/** A connection as the API shows it to a caller. `now` in milliseconds. */
export function describeConnection(row: StoredConnection, caller: Caller, now: number): Connection {
  const open = seesCredentials(caller);
  return {
    id: row.id,
    projectId: row.project_id,
    type: 'aws-iot',
    name: row.name,
    state: row.state,
    accountId: row.account_id,
    partition: row.partition,
    region: row.region,
    endpoint: row.endpoint,
    roleArn: open ? row.role_arn : null,
    accessKeyIdEnding: open ? row.access_key_id.slice(-4) : null,
    userArn: open ? row.user_arn : null,
    probeLatencyMs: row.probe_latency_ms,
    health: row.health,
    presence: row.presence,
    migrationNeeded: row.role_arn === null,
    keyChangedAt: row.key_changed_at.toISOString(),
    keyIsOld: now - row.key_changed_at.getTime() >= KEY_AGE_MS,
    error: null,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  };
}

/** What stands in AWS for a connection, as the API shows it. */
export function describeObjects(journal: readonly ObjectRow[]): ConnectionObject[] {
  return journal
    .filter(({ state }) => state !== 'removed')
    .map((object) => ({ kind: object.kind, name: plainName(object), goes: !object.existed_before }));
}

export const toRef = (row: StoredRef): ConnectionRef => ({
  id: row.id,
  projectId: row.project_id,
  name: row.name,
  wireId: row.wire_id,
  partition: row.partition,
  accountId: row.account_id,
  region: row.region,
  endpoint: row.endpoint,
  roleArn: row.role_arn,
  blind: row.role_arn === null ? 'no_role' : row.blind,
});
