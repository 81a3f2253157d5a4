import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type AwsLocal, startAwsLocal } from '@thingdock/aws-local';
import { until } from '@thingdock/testkit';
import type { Devices } from '../../src/devices/index.ts';
import { eachDatabase } from '../each-database.ts';
import { administrator, awsObjects, NOTHING } from './aws-side.ts';
import {
  call,
  finished,
  insertProject,
  operationOf,
  postConnection,
  REGION,
  type SmallServer,
  startSmallServer,
  validBody,
} from './small-server.ts';

eachDatabase((_name, open) => {
  let aws: AwsLocal;
  let server: SmallServer;
  let close: () => Promise<void>;
  /** Things that status came from. */
  const statuses: string[] = [];
  const takeStatusPush: Devices['takeStatusPush'] = async (_connection, { thingName }) => {
    statuses.push(thingName);
    return { outcome: 'applied' };
  };
  const takePresence: Devices['takePresence'] = async () => ({ outcome: 'stale', began: false, ended: false });

  before(async () => {
    aws = await startAwsLocal();
    const opened = await open();
    close = opened.close;
    await insertProject(opened.database);
    await insertProject(opened.database, 'project-2');
    server = await startSmallServer({
      ...{ database: opened.database, aws, projects: new Set(['project-1']) },
      receivers: {
        devices: {
          takeStatusPush,
          takePresence,
          known: async (_executor, _connection, names) => new Set(names),
          discover: async () => {},
        },
      },
    });
  });
  after(async () => {
    await server.stop();
    await close();
    await aws.close();
  });

  describe('a connection', () => {
    let id: string;
    const heard: string[] = [];

    test('S18 is set up from key, endpoint and role', async () => {
      server.bus.on('connection.activated', async ({ connectionId }) => void heard.push(connectionId));
      const answer = await postConnection(server, validBody(aws));
      assert.equal(answer.status, 202);
      const operation = await finished(server, operationOf(answer));
      assert.equal(operation.error, null);
      assert.equal(operation.state, 'succeeded');
      assert.deepEqual(new Set(operation.steps.map((step) => step.state)), new Set(['done']));
      id = operation.connectionId;
      await server.tasks.idle();
      assert.deepEqual(heard, [id]);
    });

    test('S19 S20 S21 S22 S23 has three rules, two topics and two confirmed subscriptions, and leaves no test shadow', async () => {
      const objects = await awsObjects(aws, REGION);
      assert.deepEqual(objects.rules, [
        'enebular_devicestate_push_rule',
        'enebular_shadow_update',
        'enebular_status_push_rule',
      ]);
      assert.deepEqual(objects.topics, ['enebular_devicestate_push_sns', 'enebular_status_push_sns']);
      assert.equal(objects.subscriptions.length, 2);
      assert.ok(objects.subscriptions.every(({ arn }) => arn?.startsWith('arn:')));
      const root = administrator(aws, REGION);
      const row = await server.connections.find(id);
      assert.ok(row);
      assert.equal(await root.iotData.getThingShadow(server.connections.probeName(row)), undefined);
      root.close();
    });

    test('S6 S54 is listed, shows account, region, endpoint and latency, and no secret', async () => {
      const { body } = await call(server, 'GET', '/api/projects/project-1/connections');
      const [item, ...more] = body.items as Record<string, unknown>[];
      assert.equal(more.length, 0);
      assert.equal(item?.state, 'active');
      assert.equal(item?.accountId, aws.accountId);
      assert.equal(item?.region, REGION);
      assert.equal(item?.endpoint, aws.iotEndpoint(REGION));
      assert.equal(item?.accessKeyIdEnding, aws.demoUser.accessKeyId.slice(-4));
      assert.equal(item?.userArn, aws.demoUser.arn);
      assert.ok(Number(item?.probeLatencyMs) >= 0);
      assert.equal(JSON.stringify(body).includes(aws.demoUser.secretAccessKey), false);
    });

    test('S26 has its rules run under its role, and bear its tag', async () => {
      const root = administrator(aws, REGION);
      for (const name of await root.iot.ruleNames()) {
        const seen = await root.iot.getRule(name);
        const [action, ...more] = seen?.rule.actions ?? [];
        assert.ok(action && action.kind !== 'other' && more.length === 0);
        assert.equal(action.roleArn, aws.roleArn);
        assert.equal(seen?.rule.disabled, false);
        const { wireId } = (await server.connections.find(id)) ?? {};
        assert.deepEqual(await root.iot.tags(seen?.arn ?? ''), { 'thingdock:owner': wireId });
      }
      root.close();
    });

    test('S24 hears once of each change that carries a device’s status, and of nothing else', async () => {
      const root = administrator(aws, REGION);
      const reported = (enebular: object | undefined) => ({ state: { reported: { enebular, other: 1 } } });
      const heardBefore = statuses.length;
      for (const connected of [true, false])
        await root.iotData.updateThingShadow('S24', reported({ awsiot: { connected } }));
      await root.iotData.updateThingShadow('S24', reported(undefined));
      await root.iotData.updateThingShadow('S24-last', reported({ awsiot: { connected: true } }));
      await until('the last status to arrive', async () => statuses.includes('S24-last') || undefined);
      assert.deepEqual(statuses.slice(heardBefore).sort(), ['S24', 'S24', 'S24-last']);
      root.close();
    });

    test('says what it uses in AWS and what of it would go with it', async () => {
      const { body } = await call(server, 'GET', `/api/connections/${id}/objects`);
      const items = body.items as { kind: string; name: string; goes: boolean }[];
      const named = (kind: string) => items.filter((item) => item.kind === kind && item.goes).map(({ name }) => name);
      const { rules, topics } = await awsObjects(aws, REGION);
      assert.deepEqual(named('rule').sort(), rules);
      assert.deepEqual(named('topic').sort(), topics);
      assert.deepEqual(named('subscription').sort(), topics);
    });

    test('S79 S81 S82 S86 is the only one of its account and region, in every project, without telling whose it is', async () => {
      const writesBefore = awsWrites();
      const again = await postConnection(server, { ...validBody(aws), name: 'Again' });
      assert.equal(again.status, 409);
      assert.equal(again.body.code, 'connection_duplicate');
      assert.match(String(again.body.detail), /"My AWS"/);
      const { body } = await call(server, 'GET', '/api/projects/project-1/connections');
      assert.deepEqual([(body.items as unknown[]).length, awsWrites()], [1, writesBefore]);
      const elsewhere = await startSmallServer({
        database: server.database,
        aws,
        projects: new Set(['project-2']),
      });
      const other = await postConnection(elsewhere, validBody(aws), 'project-2');
      assert.equal(other.status, 409);
      assert.match(String(other.body.detail), /another project/);
      assert.doesNotMatch(String(other.body.detail), /My AWS/);
      await elsewhere.stop();
    });

    test('S68 S71 can be renamed without a call to AWS, and nothing else of it can be changed', async () => {
      const [before, objects] = [awsCalls(), await awsObjects(aws, REGION)];
      const renamed = await call(server, 'PATCH', `/api/connections/${id}`, { name: '  Fleet ' });
      assert.equal(renamed.body.name, 'Fleet');
      for (const field of ['accessKeyId', 'secretAccessKey', 'endpoint', 'roleArn', 'type', 'region']) {
        const refused = await call(server, 'PATCH', `/api/connections/${id}`, { [field]: 'x' });
        assert.equal(refused.status, 422);
        assert.equal(refused.body.code, 'field_immutable');
        assert.equal((refused.body.errors as { field: string }[])[0]?.field, field);
        const wayOut = /AccessKey|accessKey/.test(field) ? /rotate it/ : /Delete the connection and create it anew/;
        assert.match(String(refused.body.detail), wayOut);
      }
      assert.equal(awsCalls(), before);
      assert.deepEqual(await awsObjects(aws, REGION), objects);
    });

    test('S31 S83 of another region may stand beside it with AWS objects of the same names, but not under its own name', async () => {
      const taken = await postConnection(server, { ...validBody(aws, 'us-east-1'), name: 'FLEET' });
      assert.equal(taken.body.code, 'connection_name_taken');
      const answer = await postConnection(server, { ...validBody(aws, 'us-east-1'), name: 'America' });
      const operation = await finished(server, operationOf(answer));
      assert.equal(operation.state, 'succeeded');
      const [here, there] = [await awsObjects(aws, REGION), await awsObjects(aws, 'us-east-1')];
      assert.deepEqual([there.rules, there.topics], [here.rules, here.topics]);
      const arns = (objects: typeof here) => objects.subscriptions.map(({ arn }) => arn);
      assert.equal(new Set([...arns(here), ...arns(there)]).size, 4);
    });

    test('S72 deleted takes its objects along, and is known to devices by the same id when it comes back', async () => {
      const wireId = (await server.connections.find(id))?.wireId;
      const answer = await call(server, 'DELETE', `/api/connections/${id}`);
      assert.equal(answer.status, 202);
      const operation = await finished(server, operationOf(answer));
      assert.equal(operation.state, 'succeeded');
      assert.deepEqual(await awsObjects(aws, REGION), NOTHING);
      assert.equal((await call(server, 'GET', `/api/connections/${id}`)).status, 404);
      await assert.rejects(server.connections.aws(id), { code: 'connection_not_active' });

      const created = await finished(server, operationOf(await postConnection(server, validBody(aws))));
      assert.equal(created.state, 'succeeded');
      assert.equal((await server.connections.find(created.connectionId))?.wireId, wireId);
    });

    const awsWrites = () => awsCalls(/Create|Set|Subscribe|Tag|Publish|Update|Delete|Replace/);
    const awsCalls = (which = /./) =>
      Object.entries(server.counters.all())
        .filter(([name]) => name.startsWith('aws.calls') && which.test(name))
        .reduce((sum, [, count]) => sum + count, 0);
  });
});
