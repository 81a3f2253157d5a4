import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Connection, Health } from '@thingdock/api';
import { type AwsLocal, startAwsLocal } from '@thingdock/aws-local';
import { until } from '@thingdock/testkit';
import { sql } from 'kysely';
import type { Database } from '../../src/platform/db/index.ts';
import { eachDatabase } from '../each-database.ts';
import { tellingAfterWrites } from './after-write.ts';
import { awsObjects, NOTHING } from './aws-side.ts';
import { iamSetup, PASS_ROLE, USER_POLICIES } from './iam-setup.ts';
import {
  type Answer,
  call,
  finished,
  insertProject,
  operationOf,
  PROJECT,
  REGION,
  type SmallServer,
  startSmallServer,
} from './small-server.ts';

const KEY = Buffer.alloc(32, 7);

eachDatabase((_name, open) => {
  describe('the migration of an older connection', () => {
    let aws: AwsLocal;
    let iam: ReturnType<typeof iamSetup>;
    let database: Database;
    let close: () => Promise<void>;
    let server: SmallServer;
    let older: { accessKeyId: string; secretAccessKey: string };
    let connection: Connection;
    /** The change in AWS after which the next one goes wrong. */
    let failAfter: string | undefined;
    /** The change after which the server does nothing more, as if it had died. */
    let hangAfter: string | undefined;
    let hanging = false;

    before(async () => {
      aws = await startAwsLocal();
      iam = iamSetup(aws);
      ({ database, close } = await open());
      await insertProject(database);
      await insertProject(database, 'project-2');
      server = await startSmallServer({
        database,
        aws,
        key: KEY,
        wrapAws: tellingAfterWrites(async (name) => {
          if (name === failAfter) throw new Error(`${name} went wrong`);
          if (name !== hangAfter) return;
          hanging = true;
          await new Promise(() => {});
        }),
      });
      older = await iam.user('older', ['AWSIoTFullAccess'], []);
    });
    after(async () => {
      iam.close();
      // One of its tasks hangs for ever.
      await server.abandon();
      await close();
      await aws.close();
    });

    const take = (body: object, project = PROJECT): Promise<Answer> =>
      call(server, 'POST', `/api/projects/${project}/connections/import`, body);
    const migrate = (body: object): Promise<Answer> =>
      call(server, 'POST', `/api/connections/${connection.id}/migrate`, body);
    const shown = async () =>
      (await call(server, 'GET', `/api/connections/${connection.id}`)).body as unknown as Connection;
    const body = () => ({ name: 'Older', ...older, endpoint: aws.iotEndpoint(REGION) });

    test('what is taken in is checked first, and one account and region is taken in once', async () => {
      assert.equal((await take({ ...body(), endpoint: undefined })).body.code, 'validation_failed');
      assert.equal((await take({ ...body(), secretAccessKey: 'x'.repeat(40) })).body.code, 'invalid_credentials');
      const elsewhere = body().endpoint.replace(/^[^-]+/, 'a1b2c3d4e5f6g7');
      assert.equal((await take({ ...body(), endpoint: elsewhere })).body.code, 'endpoint_mismatch');
      const { status, body: taken } = await take({ ...body(), endpoint: undefined, region: REGION });
      assert.equal(status, 201, JSON.stringify(taken));
      connection = taken as unknown as Connection;
      assert.deepEqual([connection.endpoint, connection.migrationNeeded], [aws.iotEndpoint(REGION), true]);
      assert.equal((await take(body(), 'project-2')).body.code, 'connection_duplicate');
      assert.deepEqual(await awsObjects(aws, REGION), NOTHING);
    });

    test('the key that was enough for it counts as enough until it is migrated', async () => {
      const { body: health } = await call(server, 'POST', `/api/connections/${connection.id}/health`, {});
      const { findings, state } = health as unknown as Health;
      assert.deepEqual([state, findings.map(({ code }) => code)], ['degraded', ['role_not_set']]);
      const key = await iam.user('other-older', ['AWSIoTFullAccess'], []);
      const rotated = await call(server, 'POST', `/api/connections/${connection.id}/rotate`, key);
      assert.equal((await finished(server, operationOf(rotated))).state, 'succeeded');
    });

    test('a migration whose server died half-way is taken back by the next', async () => {
      const before = await shown();
      const key = await iam.user('crashed', USER_POLICIES, [PASS_ROLE]);
      hangAfter = 'createRule';
      const operation = operationOf(await migrate({ roleArn: aws.roleArn, ...key }));
      await until('it to hang', () => hanging);
      hangAfter = undefined;
      await sql`update operations set lease_until = null where id = ${operation.id}`.execute(database.root);
      const next = await startSmallServer({ database, aws, key: KEY });
      await next.connections.start({ every: async () => {} });
      const { state, error } = await finished(next, operation);
      await next.stop();
      assert.deepEqual([state, error?.code], ['failed', 'attempt_interrupted']);
      assert.deepEqual(await awsObjects(aws, REGION), NOTHING);
      assert.deepEqual(await shown(), before);
    });

    test('a migration that goes wrong half-way leaves the connection as it was', async () => {
      const before = await shown();
      const key = await iam.user('newer', USER_POLICIES, [PASS_ROLE]);
      failAfter = 'createRule';
      const { state, error } = await finished(server, operationOf(await migrate({ roleArn: aws.roleArn, ...key })));
      failAfter = undefined;
      assert.deepEqual([state, error?.code], ['failed', 'internal']);
      assert.deepEqual(await awsObjects(aws, REGION), NOTHING);
      assert.deepEqual(await shown(), before);
    });

    test('a key that is half given, and a role that is none, are refused', async () => {
      const half = await migrate({ roleArn: aws.roleArn, accessKeyId: older.accessKeyId });
      assert.deepEqual([half.status, half.body.code], [422, 'validation_failed']);
      assert.equal((await migrate({ roleArn: 'arn:aws:iam::1:user/x' })).body.code, 'role_arn_invalid');
      const missing = `arn:aws:iam::${aws.accountId}:role/missing`;
      const key = await iam.user('newest', USER_POLICIES, [PASS_ROLE]);
      assert.equal((await migrate({ roleArn: missing, ...key })).body.code, 'role_not_found');
    });

    test('it confirms its subscriptions with the new key, since the old one may not', async () => {
      const key = await iam.user('last', USER_POLICIES, [PASS_ROLE]);
      const operation = await finished(server, operationOf(await migrate({ roleArn: aws.roleArn, ...key })));
      assert.equal(operation.state, 'succeeded', JSON.stringify(operation.error));
      const { roleArn, accessKeyIdEnding, migrationNeeded, probeLatencyMs } = await shown();
      assert.deepEqual([roleArn, accessKeyIdEnding, migrationNeeded], [aws.roleArn, key.accessKeyId.slice(-4), false]);
      assert.ok(probeLatencyMs !== null);
      const { rules, subscriptions } = await awsObjects(aws, REGION);
      assert.deepEqual([rules.length, subscriptions.length], [3, 2]);
    });

    test('deleting it afterwards takes all of it along', async () => {
      const answer = await call(server, 'DELETE', `/api/connections/${connection.id}`);
      assert.equal((await finished(server, operationOf(answer))).state, 'succeeded');
      assert.deepEqual(await awsObjects(aws, REGION), NOTHING);
    });
  });
});
