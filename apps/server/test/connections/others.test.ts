import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type AwsLocal, startAwsLocal } from '@thingdock/aws-local';
import { type ConnectAws, topicArn } from '../../src/aws/index.ts';
import type { Database } from '../../src/platform/db/index.ts';
import { eachDatabase, openTestPglite } from '../each-database.ts';
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

/** What older installers made by hand. */
const OLDER_WILL = {
  name: 'enebular_shadow_update',
  sql: "SELECT * FROM 'enebular/things/+/shadow/update'",
  sqlVersion: '2016-03-23',
  description: '',
  disabled: false,
};
// biome-ignore lint/suspicious/noTemplateCurlyInString: the template is AWS's to fill, not ours.
const SHADOW = '$$aws/things/${topic(3)}/shadow/update';

describe('an account that others use too', () => {
  let aws: AwsLocal;
  let server: SmallServer;
  let close: () => Promise<void>;
  let root: ReturnType<typeof administrator>;

  before(async () => {
    aws = await startAwsLocal();
    const opened = await openTestPglite();
    close = opened.close;
    await insertProject(opened.database);
    server = await startSmallServer({ database: opened.database, aws });
    root = administrator(aws, REGION);
  });
  after(async () => {
    root.close();
    await server.stop();
    await close();
    await aws.close();
  });

  const create = async () => finished(server, operationOf(await postConnection(server, validBody(aws))));
  const writes = () =>
    Object.entries(server.counters.all())
      .filter(([name]) => /aws\.calls\.\w+:(Create|Set|Subscribe|Tag|Publish|Update|Delete|Replace)/.test(name))
      .reduce((sum, [, count]) => sum + count, 0);

  test('a topic of our name stops us before anything is changed, and stays', async () => {
    const arn = await root.sns.createTopic('enebular_devicestate_push_sns');
    const before = writes();
    const operation = await create();
    assert.equal(operation.error?.code, 'aws_object_conflict');
    assert.match(operation.error?.detail ?? '', /enebular_devicestate_push_sns/);
    assert.equal(writes(), before);
    assert.deepEqual((await awsObjects(aws, REGION)).topics, ['enebular_devicestate_push_sns']);
    await root.sns.deleteTopic(arn);
  });

  test('a rule of our name stops us too', async () => {
    const arn = await root.sns.createTopic('other');
    await root.iot.createRule({
      ...OLDER_WILL,
      name: 'enebular_status_push_rule',
      actions: [{ kind: 'sns', topicArn: arn, roleArn: aws.roleArn, messageFormat: 'RAW' }],
    });
    const before = writes();
    const operation = await create();
    assert.equal(operation.error?.code, 'aws_object_conflict');
    assert.equal(writes(), before);
    await root.iot.deleteRule('enebular_status_push_rule');
    await root.sns.deleteTopic(arn);
  });

  test('an older installer’s rule for last wills is used as it is, and outlives the connection', async () => {
    const older = {
      ...OLDER_WILL,
      actions: [{ kind: 'republish', topic: SHADOW, roleArn: aws.roleArn, qos: 0 }] as const,
    };
    await root.iot.createRule({ ...older, actions: [...older.actions] });
    const operation = await create();
    assert.equal(operation.state, 'succeeded');
    assert.equal((await root.iot.getRule(OLDER_WILL.name))?.rule.sql, OLDER_WILL.sql);

    const deletion = operationOf(await call(server, 'DELETE', `/api/connections/${operation.connectionId}`));
    assert.equal((await finished(server, deletion)).state, 'succeeded');
    assert.deepEqual(await awsObjects(aws, REGION), { ...NOTHING, rules: [OLDER_WILL.name] });
    await root.iot.deleteRule(OLDER_WILL.name);
  });

  test('the older host name of the account is accepted, and the newer one is used', async () => {
    const legacy = aws.iotEndpoint(REGION).replace('-ats.', '.');
    const knowsBoth =
      (connect: ConnectAws): ConnectAws =>
      (target) => {
        const real = connect(target);
        const describeDataEndpoints = async () => ({ ...(await real.iot.describeDataEndpoints()), legacy });
        return { ...real, iot: { ...real.iot, describeDataEndpoints } };
      };
    const refused = await postConnection(server, { ...validBody(aws), endpoint: legacy });
    assert.equal(refused.body.code, 'endpoint_mismatch');

    const older = await startSmallServer({ database: server.database, aws, wrapAws: knowsBoth });
    const answer = await postConnection(older, { ...validBody(aws), endpoint: legacy });
    const { connectionId } = await finished(older, operationOf(answer));
    assert.equal((await older.connections.find(connectionId))?.endpoint, aws.iotEndpoint(REGION));
    await finished(older, operationOf(await call(older, 'DELETE', `/api/connections/${connectionId}`)));
    await older.stop();
  });

  test('but objects that bear our tag, or lead to our webhook, are our own leftovers', async () => {
    const first = await create();
    const wireId = (await server.connections.find(first.connectionId))?.wireId ?? '';
    const deletion = operationOf(await call(server, 'DELETE', `/api/connections/${first.connectionId}`));
    await finished(server, deletion);

    const place = { partition: 'aws', accountId: aws.accountId, region: REGION };
    const status = topicArn(place, 'enebular_status_push_sns');
    await root.sns.createTopic('enebular_status_push_sns');
    await root.sns.subscribe(status, `${server.url.origin}/hooks/sns/of-an-earlier-attempt`);
    await root.sns.createTopic('enebular_devicestate_push_sns');
    await root.sns.tag(topicArn(place, 'enebular_devicestate_push_sns'), { 'thingdock:owner': wireId });
    assert.equal((await create()).state, 'succeeded');
  });
});

eachDatabase((_name, open) => {
  let aws: AwsLocal;
  let database: Database;
  let close: () => Promise<void>;

  before(async () => {
    aws = await startAwsLocal();
    ({ database, close } = await open());
    await insertProject(database);
  });
  after(async () => {
    await close();
    await aws.close();
  });

  test('S87 of ten who create at once one succeeds and nine are refused, and AWS has everything once', async () => {
    // Two server processes on one database.
    const servers = [await startSmallServer({ database, aws }), await startSmallServer({ database, aws })];
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, n) =>
        postConnection(servers[n % 2] as SmallServer, { ...validBody(aws), name: `Attempt ${n % 5}` }),
      ),
    );
    const won = answers.filter(({ status }) => status === 202);
    assert.equal(won.length, 1);
    for (const { status, body } of answers.filter((answer) => !won.includes(answer))) {
      assert.equal(status, 409);
      assert.ok(['connection_duplicate', 'connection_in_progress'].includes(body.code ?? ''), JSON.stringify(body));
    }
    const [server, other] = servers as [SmallServer, SmallServer];
    const operation = await finished(server, operationOf(won[0] as (typeof answers)[number]));
    assert.equal(operation.state, 'succeeded', JSON.stringify(operation));
    const objects = await awsObjects(aws, REGION);
    assert.deepEqual([objects.rules.length, objects.topics.length, objects.subscriptions.length], [3, 2, 2]);
    assert.equal((await server.connections.active()).length, 1);
    await server.stop();
    await other.stop();
  });
});
