import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import {
  AttachRolePolicyCommand,
  DetachRolePolicyCommand,
  IAMClient,
  UpdateAccessKeyCommand,
} from '@aws-sdk/client-iam';
import { DisableTopicRuleCommand, IoTClient } from '@aws-sdk/client-iot';
import { SNSClient, UnsubscribeCommand } from '@aws-sdk/client-sns';
import type { Connection, Finding, Health, Operation } from '@thingdock/api';
import { type AwsLocal, startAwsLocal } from '@thingdock/aws-local';
import { type Clock, systemClock } from '@thingdock/effects';
import { until } from '@thingdock/testkit';
import { topicArn } from '../../src/aws/index.ts';
import { eachDatabase } from '../each-database.ts';
import { administrator, awsObjects } from './aws-side.ts';
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

const STATUS_RULE = 'enebular_status_push_rule';
const STATUS_TOPIC = 'enebular_status_push_sns';
const SNS_POLICY = 'arn:aws:iam::aws:policy/AmazonSNSFullAccess';

eachDatabase((_name, open) => {
  let aws: AwsLocal;
  let server: SmallServer;
  let close: () => Promise<void>;
  let root: ReturnType<typeof administrator>;
  let iam: IAMClient;
  let iot: IoTClient;
  let sns: SNSClient;
  let id: string;
  let aheadMs = 0;
  const clock: Clock = { ...systemClock, now: () => systemClock.now() + aheadMs };

  before(async () => {
    aws = await startAwsLocal();
    const opened = await open();
    close = opened.close;
    await insertProject(opened.database);
    server = await startSmallServer({ database: opened.database, aws, timing: { probeMs: 3_000 }, clock });
    await server.connections.start({ every: async () => {} });
    // Devices have nothing to look at here; they only say that they did.
    server.bus.on('connection.mended', ({ connectionId }) => server.connections.trust(connectionId));
    root = administrator(aws, REGION);
    const options = { endpoint: aws.endpointUrl, region: REGION, credentials: aws.root };
    iam = new IAMClient(options);
    iot = new IoTClient(options);
    sns = new SNSClient(options);
    const operation = await finished(server, operationOf(await postConnection(server, validBody(aws))));
    assert.equal(operation.error, null);
    id = operation.connectionId;
  });
  after(async () => {
    for (const client of [iam, iot, sns]) client.destroy();
    root.close();
    await server.stop();
    await close();
    await aws.close();
  });

  const look = async () => (await call(server, 'POST', `/api/connections/${id}/health`)).body as unknown as Health;
  const place = () => ({ partition: 'aws', accountId: aws.accountId, region: REGION });
  const blind = async () => (await server.connections.find(id))?.blind;
  const codes = (findings: readonly Finding[]) => findings.map(({ code }) => code);

  async function repair(): Promise<Operation> {
    const operation = await finished(
      server,
      operationOf(await call(server, 'POST', `/api/connections/${id}/repair`, {})),
    );
    await server.tasks.idle();
    return operation;
  }

  async function isBroken(code: Finding['code'], about: string): Promise<Health> {
    const health = await look();
    assert.equal(health.state, 'broken');
    assert.ok(codes(health.findings).includes(code), JSON.stringify(health.findings));
    assert.ok(JSON.stringify(health.findings).includes(about), JSON.stringify(health.findings));
    return health;
  }

  async function isWell(): Promise<void> {
    const health = await look();
    assert.deepEqual([health.state, codes(health.findings)], ['healthy', []]);
    await server.tasks.idle();
    assert.equal(await blind(), null);
  }

  describe('the health of a connection', () => {
    test('is looked at as soon as there is a connection, and says since when and how fast messages come', async () => {
      await until('a first look', async () => {
        const { state } = (await call(server, 'GET', `/api/connections/${id}/health`)).body as unknown as Health;
        return state === 'healthy';
      });
      await isWell();
      const after = (await call(server, 'GET', `/api/connections/${id}/health`)).body as unknown as Health;
      assert.ok(after.checkedAt && after.since && (after.probeLatencyMs ?? -1) >= 0);
      const [shown] = ((await call(server, 'GET', `/api/projects/${PROJECT}/connections`)).body.items ??
        []) as Connection[];
      assert.equal(shown?.health, 'healthy');
    });

    for (const { ahead, state, says } of [
      { ahead: 120_000, state: 'degraded', says: /This server’s clock is 2 minutes ahead of AWS’s/ },
      { ahead: -420_000, state: 'broken', says: /This server’s clock is 7 minutes behind AWS’s/ },
    ])
      test(`says by how much the clock of this server is wrong: ${ahead / 1_000} seconds`, async (t) => {
        t.after(() => {
          aheadMs = 0;
          return isWell();
        });
        aheadMs = ahead;
        const health = await look();
        const found = health.findings.find(({ code }) => code === 'clock_off');
        assert.equal(health.state, state);
        assert.match(found?.text ?? '', says);
        assert.match(found?.fix ?? '', /time server/);
        // Its confirmations would be refused, too.
        const { body } = await postConnection(server, validBody(aws));
        assert.equal(body.code, state === 'broken' ? 'clock_wrong' : 'connection_duplicate');
      });

    test('leaves nothing of its test messages in the account', async () => {
      const connection = await server.connections.find(id);
      assert.ok(connection);
      assert.equal(await root.iotData.getThingShadow(server.connections.probeName(connection)), undefined);
    });
  });

  describe('drift is found, named, makes devices unknown, and is repaired', () => {
    const drifts: { what: string; code: Finding['code']; about: string; make: () => Promise<unknown> }[] = [
      {
        what: 'S29 a rule that was disabled',
        code: 'rule_disabled',
        about: STATUS_RULE,
        make: () => iot.send(new DisableTopicRuleCommand({ ruleName: STATUS_RULE })),
      },
      {
        what: 'S29 a rule whose query was edited',
        code: 'object_changed',
        about: 'sql',
        async make() {
          const seen = await root.iot.getRule(STATUS_RULE);
          assert.ok(seen);
          await root.iot.replaceRule({ ...seen.rule, sql: "SELECT * FROM 'elsewhere/#'" });
        },
      },
      {
        what: 'S29 a rule that was deleted',
        code: 'object_missing',
        about: STATUS_RULE,
        make: () => root.iot.deleteRule(STATUS_RULE),
      },
      {
        what: 'S28 a topic that was deleted',
        code: 'object_missing',
        about: STATUS_TOPIC,
        make: () => root.sns.deleteTopic(topicArn(place(), STATUS_TOPIC)),
      },
    ];
    for (const { what, code, about, make } of drifts)
      test(what, async () => {
        const before = await awsObjects(aws, REGION);
        await make();
        await isBroken(code, about);
        assert.equal(await blind(), 'path_broken');
        const operation = await repair();
        assert.equal(operation.error, null);
        const touched = operation.steps.filter(({ detail }) => detail === null).map(({ key }) => key);
        assert.ok(
          touched.some((key) => key.includes(about) || about === 'sql'),
          touched.join(),
        );
        await isWell();
        const after = await awsObjects(aws, REGION);
        assert.deepEqual([after.rules, after.topics], [before.rules, before.topics]);
        assert.equal(after.subscriptions.length, 2);
      });

    test('S25 a subscription that was ended, found at once when SNS says so', async () => {
      const { subscriptions } = await awsObjects(aws, REGION);
      const ended = subscriptions.find(({ arn }) => arn?.includes(STATUS_TOPIC));
      await sns.send(new UnsubscribeCommand({ SubscriptionArn: ended?.arn }));
      // SNS sends its UnsubscribeConfirmation to the same address; the webhook hands it on with these words.
      const target = await server.connections.webhook(ended?.endpoint.split('/').at(-1) ?? '');
      assert.ok(target);
      await server.connections.unsubscribed(target, topicArn(place(), STATUS_TOPIC));
      await until('the connection to be looked at', async () => (await blind()) === 'path_broken');
      await isBroken('subscription_missing', STATUS_TOPIC);
      assert.equal((await repair()).error, null);
      await isWell();
    });
  });

  describe('what cannot be repaired here is explained', () => {
    test('S37 a role that lost a policy: which permission is missing, and that it has to be attached', async () => {
      const role = { RoleName: aws.roleArn.split('/').at(-1) ?? '', PolicyArn: SNS_POLICY };
      await iam.send(new DetachRolePolicyCommand(role));
      const { findings } = await isBroken('role_permission_missing', 'sns:Publish');
      assert.ok(findings.every(({ repairable }) => !repairable));
      assert.equal(await blind(), 'path_broken');
      await iam.send(new AttachRolePolicyCommand(role));
      await isWell();
    });

    test('S55 a key that was disabled: devices are unknown because of the key, and known again once it works', async () => {
      const key = { AccessKeyId: aws.demoUser.accessKeyId, UserName: aws.demoUser.arn.split('/').at(-1) };
      await iam.send(new UpdateAccessKeyCommand({ ...key, Status: 'Inactive' }));
      await isBroken('key_refused', 'access key');
      assert.equal(await blind(), 'credentials_invalid');
      const refused = await repair();
      assert.equal(refused.error?.code, 'invalid_credentials');
      await iam.send(new UpdateAccessKeyCommand({ ...key, Status: 'Active' }));
      await isWell();
    });
  });
});
