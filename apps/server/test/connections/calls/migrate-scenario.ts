import assert from 'node:assert/strict';
import type { Connection } from '@thingdock/api';
import { sql } from 'kysely';
import { NOTHING } from '../aws-side.ts';
import { call, PROJECT, REGION } from '../small-server.ts';
import { assertExplained, assertWhole, ensureNone, hasSucceeded, type Scenario } from './scenarios.ts';
import type { Key, World } from './world.ts';

/** An older connection with the first key gets its role and the second key. */
export function migrateScenario([first, second]: readonly [Key, Key]): Scenario {
  let before: unknown;

  return {
    name: 'migrating an older connection',
    async prepare(world) {
      const known = await world.active();
      const older = known?.migrationNeeded ? known : await importOlder(world, first);
      assert.deepEqual(await world.objects(), NOTHING);
      before = await stored(world, older.id);
    },
    async act(world) {
      const body = { roleArn: world.aws.roleArn, ...second };
      return call(world.server, 'POST', `/api/connections/${(await world.active())?.id}/migrate`, body);
    },
    async judge(world, outcome) {
      const connection = await world.active();
      assert.ok(connection, 'the connection is active no longer');
      if (hasSucceeded(outcome)) {
        assert.deepEqual([connection.migrationNeeded, connection.roleArn], [false, world.aws.roleArn]);
        assert.equal(connection.accessKeyIdEnding, second.accessKeyId.slice(-4));
        return assertWhole(world);
      }
      assertExplained(outcome);
      assert.deepEqual(await world.objects(), NOTHING);
      assert.deepEqual(await stored(world, connection.id), before);
    },
  };
}

async function importOlder(world: World, key: Key): Promise<Connection> {
  await ensureNone(world);
  const body = { name: 'Older', ...key, region: REGION };
  const answer = await call(world.patient, 'POST', `/api/projects/${PROJECT}/connections/import`, body);
  assert.equal(answer.status, 201, JSON.stringify(answer.body));
  return answer.body as unknown as Connection;
}

/** All of a connection that its health does not change. */
async function stored({ database }: World, id: string): Promise<unknown> {
  const { rows } = await sql`select name, state, endpoint, role_arn, access_key_id, secret_access_key, user_arn,
      probe_latency_ms, key_changed_at, updated_at from connections where id = ${id}`.execute(database.root);
  const keys = await sql`select * from connection_keys where connection_id = ${id} order by used_from`.execute(
    database.root,
  );
  return { connection: rows[0], keys: keys.rows };
}
