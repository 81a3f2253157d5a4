import { randomIds } from '@thingdock/effects';
import { sql } from 'kysely';
import type { ConnectionRef } from '../../src/connections/index.ts';
import type { Database } from '../../src/platform/db/index.ts';

/** Inserts a project and an active connection, for tests that need their rows and no AWS. */
export async function insertConnection(database: Database): Promise<ConnectionRef> {
  const id = randomIds.uuid();
  const projectId = `project-${id}`;
  const place = {
    partition: 'aws',
    accountId: id.replaceAll(/\D/g, '').padEnd(12, '0').slice(0, 12),
    region: 'eu-west-1',
  };
  const endpoint = 'a1-ats.iot.eu-west-1.amazonaws.com';
  const wireId = `wire-${id}`;
  const { partition, accountId, region } = place;
  await sql`insert into projects (id, name, created_at) values (${projectId}, ${projectId}, now())`.execute(
    database.root,
  );
  await sql`insert into wire_identities (partition, account_id, region, wire_id, created_at)
    values (${partition}, ${accountId}, ${region}, ${wireId}, now())`.execute(database.root);
  await sql`insert into connections (id, project_id, name, state, partition, account_id, region, endpoint, role_arn,
      user_arn, access_key_id, secret_access_key, key_changed_at, created_at, updated_at)
    values (${id}, ${projectId}, 'Plant', 'active', ${partition}, ${accountId}, ${region}, ${endpoint}, 'role',
      'user', 'key', 'sealed', now(), now(), now())`.execute(database.root);
  return { id, projectId, name: 'Plant', wireId, ...place, endpoint, roleArn: 'role', blind: null };
}
