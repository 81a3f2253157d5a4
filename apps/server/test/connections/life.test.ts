import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Connection, ConnectionKey, Inspection, Operation } from '@thingdock/api';
import { type AwsLocal, startAwsLocal } from '@thingdock/aws-local';
import { until } from '@thingdock/testkit';
import { sql } from 'kysely';
import type { Database } from '../../src/platform/db/index.ts';
import { eachDatabase } from '../each-database.ts';
import { tellingAfterWrites } from './after-write.ts';
import { administrator, awsObjects, NOTHING } from './aws-side.ts';
import { iamSetup, PASS_ROLE, ROLE_POLICIES, TRUST_IOT, USER_POLICIES } from './iam-setup.ts';
import {
  call,
  finished,
  insertProject,
  operationOf,
  PROJECT,
  postConnection,
  REGION,
  type SmallServer,
  startSmallServer,
  validBody,
} from './small-server.ts';

const KEY = Buffer.alloc(32, 3);
const ROLE = 'enebular_status_push_role';
type Pair = { accessKeyId: string; secretAccessKey: string };

eachDatabase((_name, open) => {
  let aws: AwsLocal;
  let database: Database;
  let close: () => Promise<void>;
  let server: SmallServer;
  let iam: ReturnType<typeof iamSetup>;
  let second: Pair;
  let third: Pair;

  before(async () => {
    aws = await startAwsLocal();
    ({ database, close } = await open());
    await insertProject(database);
    server = await startSmallServer({ database, aws, key: KEY });
    iam = iamSetup(aws);
    second = await iam.user('second', USER_POLICIES, [PASS_ROLE]);
    third = await iam.user('third', USER_POLICIES, [PASS_ROLE]);
  });
  after(async () => {
    iam.close();
    await server.stop();
    await close();
    await aws.close();
  });

  const create = async (change: object = {}, at = server) =>
    finished(at, operationOf(await postConnection(at, { ...validBody(aws), ...change })));
  const remove = async (id: string, query = '') =>
    finished(server, operationOf(await call(server, 'DELETE', `/api/connections/${id}${query}`)));
  const show = async (id: string) =>
    (await call(server, 'GET', `/api/connections/${id}`)).body as unknown as Connection;
  const listed = async () =>
    (await call(server, 'GET', `/api/projects/${PROJECT}/connections`)).body.items as Connection[];

  describe('a connection that has to become another', () => {
    test('S72 takes along what is its own, and touches nothing else in the account', async () => {
      const root = administrator(aws, REGION);
      const topic = await root.sns.createTopic('theirs');
      await root.sns.subscribe(topic, 'http://127.0.0.1:9/theirs');
      const actions = [{ kind: 'sns', topicArn: topic, roleArn: aws.roleArn, messageFormat: 'RAW' }] as const;
      const rule = { name: 'theirs', sql: "SELECT * FROM 'theirs/#'", sqlVersion: '2016-03-23', description: 'theirs' };
      await root.iot.createRule({ ...rule, disabled: false, actions: [...actions] });
      const seen = async () => [
        await root.sns.topicAttributes(topic),
        await root.sns.subscriptions(topic),
        await root.iot.getRule('theirs'),
        await root.iam.getRole(ROLE),
      ];
      const before = await seen();
      const { connectionId } = await create();
      assert.equal((await remove(connectionId)).state, 'succeeded');
      assert.deepEqual(await seen(), before);
      await root.iot.deleteRule('theirs');
      await root.sns.deleteTopic(topic);
      assert.deepEqual(await awsObjects(aws, REGION), NOTHING);
      root.close();
    });

    test('S69 S70 is deleted first, then the account and region can be connected with other keys', async () => {
      const first = await create();
      assert.equal(first.state, 'succeeded', JSON.stringify(first));
      const refused = await postConnection(server, { ...validBody(aws), ...second, name: 'Other' });
      assert.equal(refused.body.code, 'connection_duplicate');
      assert.equal((await remove(first.connectionId)).state, 'succeeded');
      const next = await create({ ...second, name: 'Other' });
      assert.equal(next.state, 'succeeded', JSON.stringify(next));
      await remove(next.connectionId);
    });

    test('S84 has no say in other accounts: one of the same region may stand beside it', async () => {
      const account = await aws.createAccount();
      const setup = iamSetup({ ...aws, root: account.root });
      const key = await setup.user('theirs', USER_POLICIES, [PASS_ROLE]);
      const roleArn = await setup.role(ROLE, TRUST_IOT, ROLE_POLICIES);
      setup.close();
      const [ours, theirs] = [
        await create(),
        await create({ ...key, roleArn, endpoint: account.iotEndpoint(REGION), name: 'Theirs' }),
      ];
      assert.deepEqual([ours.state, theirs.state], ['succeeded', 'succeeded'], JSON.stringify(theirs));
      assert.notEqual((await show(ours.connectionId)).accountId, (await show(theirs.connectionId)).accountId);
      const rotated = await call(server, 'POST', `/api/connections/${ours.connectionId}/rotate`, key);
      assert.equal(rotated.body.code, 'account_changed');
      assert.equal((rotated.body.errors as { field: string }[])[0]?.field, 'accessKeyId');
      await remove(theirs.connectionId);
      await remove(ours.connectionId);
    });
  });

  describe('a key', () => {
    let id: string;
    const rotate = (key: Pair, at = server) => call(at, 'POST', `/api/connections/${id}/rotate`, key);
    const keys = async () =>
      (await call(server, 'GET', `/api/connections/${id}/keys`)).body.items as unknown as ConnectionKey[];
    const whose = async (at: SmallServer) => (await (await at.connections.aws(id)).sts.callerIdentity()).arn;

    before(async () => {
      id = (await create()).connectionId;
    });

    test('is recorded with who brought it, without its secret', async () => {
      const [key, ...more] = await keys();
      assert.deepEqual(more, []);
      assert.deepEqual(
        [key?.accessKeyIdEnding, key?.userArn, key?.usedUntil, key?.by],
        [aws.demoUser.accessKeyId.slice(-4), aws.demoUser.arn, null, 'ada@example.com'],
      );
    });

    test('gives way to another of its account, at every server at once, and the old one is needed no more', async () => {
      const other = await startSmallServer({ database, aws, key: KEY });
      assert.equal(await whose(other), aws.demoUser.arn);
      const operation = await finished(server, operationOf(await rotate(second)));
      assert.equal(operation.state, 'succeeded', JSON.stringify(operation));
      assert.deepEqual(
        operation.steps.map(({ state }) => state),
        ['done', 'done'],
      );
      for (const at of [server, other]) assert.match(await whose(at), /:user\/second$/);
      const [now, before] = await keys();
      assert.equal(now?.accessKeyIdEnding, second.accessKeyId.slice(-4));
      assert.equal(before?.usedUntil, now?.usedFrom);
      const { accessKeyIdEnding, keyChangedAt, keyIsOld } = await show(id);
      assert.deepEqual([accessKeyIdEnding, keyChangedAt, keyIsOld], [now?.accessKeyIdEnding, now?.usedFrom, false]);
      await other.stop();
    });

    test('that may not do what is needed is refused by name, and so is the one that is there already', async () => {
      const poor = await iam.user('poor', ['AWSIoTFullAccess'], [PASS_ROLE]);
      const inspected = await call(server, 'POST', `/api/connections/${id}/inspect`, poor);
      const { ok, checks } = inspected.body as unknown as Inspection;
      assert.deepEqual([ok, checks.find(({ key }) => key === 'user_permissions')?.state], [false, 'failed']);
      const refused = await rotate(poor);
      assert.equal(refused.body.code, 'user_missing_permission');
      assert.match(String(refused.body.detail), /sns:/);
      const wrong = await rotate({ ...third, secretAccessKey: aws.demoUser.secretAccessKey });
      assert.equal(wrong.body.code, 'invalid_credentials');
      assert.match(JSON.stringify((await rotate(second)).body), /has this key already/);
      assert.equal((await keys()).length, 2);
    });

    test('is reminded of after ninety days', async () => {
      await sql`update connections set key_changed_at = now() - interval '90 days' where id = ${id}`.execute(
        database.root,
      );
      assert.equal((await show(id)).keyIsOld, true);
    });

    test('stays when the server dies while it tests another', async () => {
      const stop = Promise.withResolvers<void>();
      const hanging = tellingAfterWrites(async (name) => {
        if (name !== 'publish') return;
        stop.resolve();
        await new Promise(() => {});
      });
      const shared = { database, aws, key: KEY, publicUrl: server.url };
      const dying = await startSmallServer({ ...shared, wrapAws: hanging });
      const { id: operationId } = operationOf(await rotate(third, dying));
      await stop.promise;
      const busy = await rotate(third);
      assert.equal(busy.body.code, 'connection_busy');

      await sql`update operations set lease_until = created_at where state = 'running'`.execute(database.root);
      const next = await startSmallServer(shared);
      await next.connections.start({ every: async () => {} });
      const ended = await finished(next, { id: operationId });
      assert.equal(ended.error?.code, 'attempt_interrupted');
      assert.equal((await show(id)).accessKeyIdEnding, second.accessKeyId.slice(-4));
      const wireId = (await server.connections.find(id))?.wireId;
      const root = administrator(aws, REGION);
      assert.equal(await root.iotData.getThingShadow(`thingdock-probe-${wireId}`), undefined);
      root.close();
      await dying.abandon();
      await next.stop();
    });
  });

  describe('a connection whose key is dead', () => {
    let id: string;
    before(async () => {
      [{ id }] = (await listed()) as [Connection];
      await iam.deactivate(second, 'second');
    });

    test('is not deleted, says what is still in AWS, and how to go on', async () => {
      const failed = await remove(id);
      assert.equal(failed.error?.code, 'invalid_credentials');
      assert.match(failed.error?.detail ?? '', /Still in AWS: .*enebular_status_push_rule.*keep the AWS objects/);
      await assertLeft(failed);
      const { state, error } = await show(id);
      assert.deepEqual([state, error], ['deleting', failed.error], 'who comes back later still learns why');
    });

    test('S72 goes without its AWS objects on request, and lists them', async () => {
      const kept = await remove(id, '?keepAws=true');
      assert.equal(kept.state, 'succeeded', JSON.stringify(kept));
      await assertLeft(kept);
      assert.deepEqual(await listed(), []);
    });

    test('leaves what the next connection of the place knows for ours, and takes along in the end', async () => {
      const next = await create({ ...third, name: 'Next' });
      assert.equal(next.state, 'succeeded', JSON.stringify(next));
      assert.equal((await remove(next.connectionId)).state, 'succeeded');
      assert.deepEqual(await awsObjects(aws, REGION), NOTHING);
    });

    async function assertLeft({ left }: Operation): Promise<void> {
      const { rules, topics } = await awsObjects(aws, REGION);
      const named = (kind: string) => left.filter((it) => it.kind === kind).map(({ name }) => name);
      assert.deepEqual([rules.length, topics.length], [3, 2]);
      assert.deepEqual([named('rule').sort(), named('topic').sort()], [rules, topics]);
    }
  });

  describe('an attempt', () => {
    test('is shown while it lasts, then as failed with its reason, until it is dismissed', async () => {
      const gate = Promise.withResolvers<void>();
      const refusing = tellingAfterWrites(async (name) => {
        if (name !== 'createRule') return;
        await gate.promise;
        throw new Error('something is amiss');
      });
      const slow = await startSmallServer({ database, aws, key: KEY, wrapAws: refusing });
      const operation = operationOf(await postConnection(slow, { ...validBody(aws), ...third }));
      const { connectionId } = operation;
      assert.deepEqual(
        (await listed()).map(({ id, state }) => [id, state]),
        [[connectionId, 'creating']],
      );
      gate.resolve();
      const { error } = await finished(slow, operation);
      await until('it to be listed as failed', async () => (await listed())[0]?.state === 'failed');
      const failed = await show(connectionId);
      assert.deepEqual([failed.state, failed.error], ['failed', error]);
      assert.doesNotMatch(JSON.stringify(failed), new RegExp(third.accessKeyId));
      const renamed = await call(server, 'PATCH', `/api/connections/${connectionId}`, { name: 'x' });
      assert.equal(renamed.body.code, 'connection_not_active');
      assert.equal(await server.connections.project(connectionId), PROJECT);

      const dismissed = await remove(connectionId);
      assert.deepEqual([dismissed.state, dismissed.left], ['succeeded', []]);
      assert.deepEqual(await listed(), []);
      assert.equal((await call(server, 'GET', `/api/connections/${connectionId}`)).status, 404);
      await slow.stop();
    });
  });
});
