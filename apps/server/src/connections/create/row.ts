import type { Established } from '../checks/inspect.ts';
import { type Context, sealContext } from '../context.ts';
import type { ConnectionRow } from '../tables.ts';
import type { Fields } from './fields.ts';

type NewConnection = {
  projectId: string;
  state: ConnectionRow['state'];
  fields: Pick<Fields, 'name' | 'accessKeyId' | 'secretAccessKey'> & Partial<Pick<Fields, 'role'>>;
  inspected: Pick<Established, 'place' | 'endpoint' | 'userArn'>;
};

/** A new connection as it is stored, its secret sealed. Without a role it is an older one. */
export function connectionRow(
  { ids, clock, envelope }: Context,
  { projectId, state, fields, inspected }: NewConnection,
): ConnectionRow {
  const id = ids.uuid();
  const now = new Date(clock.now());
  return {
    id,
    project_id: projectId,
    name: fields.name,
    state,
    partition: inspected.place.partition,
    account_id: inspected.place.accountId,
    region: inspected.place.region,
    endpoint: inspected.endpoint,
    role_arn: fields.role?.arn ?? null,
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
    presence: false,
    created_at: now,
    updated_at: now,
  };
}
