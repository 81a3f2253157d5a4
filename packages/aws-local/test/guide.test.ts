import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { GetRoleCommand, ListAttachedRolePoliciesCommand } from '@aws-sdk/client-iam';
import * as iot from '@aws-sdk/client-iot';
import { CreateTopicCommand, SetTopicAttributesCommand } from '@aws-sdk/client-sns';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { until } from '@thingdock/testkit';
import type { AwsLocal } from '../src/index.ts';
import { clients, type Keys, REGION, startTestAws } from './aws-fixture.ts';
import { cli } from './cli.ts';
import * as guide from './guide-set-up.ts';
import { awsManaged } from './identity-fixture.ts';
import { allowEverything } from './iot-clients.ts';
import { connectDevice, inbox } from './mqtt-device.ts';
import { topicWithWebhook } from './sns-fixture.ts';

const iotClient = (aws: AwsLocal, keys: Keys) =>
  new iot.IoTClient({ endpoint: aws.endpointUrl, region: REGION, credentials: { ...keys }, maxAttempts: 1 });

type Rule = Omit<iot.TopicRulePayload, 'sql'>;

const createRule = (client: iot.IoTClient, ruleName: string, rule: Rule) =>
  client.send(
    new iot.CreateTopicRuleCommand({
      ruleName,
      topicRulePayload: {
        sql: "SELECT * FROM 'enebular/things/+/shadow/update'",
        awsIotSqlVersion: '2016-03-23',
        ...rule,
      },
    }),
  );

const toShadow = (roleArn: string): iot.Action => ({
  republish: { roleArn, topic: `$$aws/things/$\{topic(3)}/shadow/update`, qos: 1 },
});

/** What a new connection does with its key, in its order: the names of the steps that were done, and why the next one was not. */
async function connect(aws: AwsLocal, keys: Keys, roleArn: string) {
  const { sts, iam, sns } = clients(aws, keys);
  const control = iotClient(aws, keys);
  const RoleName = guide.ROLE;
  const steps: [name: string, run: () => Promise<unknown>][] = [
    ['who am I', () => sts.send(new GetCallerIdentityCommand({}))],
    ['endpoint', () => control.send(new iot.DescribeEndpointCommand({ endpointType: 'iot:Data-ATS' }))],
    ['role', () => iam.send(new GetRoleCommand({ RoleName }))],
    ['policies of the role', () => iam.send(new ListAttachedRolePoliciesCommand({ RoleName }))],
    [
      'topic',
      async () => {
        const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: 'enebular_status_push_sns' }));
        const attribute = { AttributeName: 'SignatureVersion', AttributeValue: '2' };
        await sns.send(new SetTopicAttributesCommand({ TopicArn, ...attribute }));
      },
    ],
    ['rules', () => control.send(new iot.ListTopicRulesCommand({}))],
    ['rule', () => createRule(control, 'enebular_shadow_update', { actions: [toShadow(roleArn)] })],
    ['things', () => control.send(new iot.ListThingsCommand({}))],
  ];
  const done: string[] = [];
  for (const [name, run] of steps) {
    try {
      await run();
      done.push(name);
    } catch (error) {
      assert.ok(error instanceof Error);
      return { done, failed: `${error.name}: ${error.message}` };
    }
  }
  return { done, failed: undefined };
}

/** A device of the account that sends what the agent sends, and hears what comes back. */
async function startDevice(t: TestContext, aws: AwsLocal, keys: Keys) {
  const client = iotClient(aws, keys);
  const made = await client.send(new iot.CreateKeysAndCertificateCommand({ setAsActive: true }));
  await allowEverything(client, made.certificateArn ?? '');
  const pair = { key: made.keyPair?.PrivateKey ?? '', cert: made.certificatePem ?? '' };
  const device = await connectDevice(pair, { port: aws.mqttPort, ca: aws.caPem, clientId: 'pump' });
  t.after(() => device.end(true));
  await device.subscribeAsync('errors', { qos: 1 });
  const send = () => device.publishAsync('enebular/things/pump/shadow/update', '{"state":{}}', { qos: 1 });
  return { send, received: inbox(device) };
}

/** The stand-in, with what it logs. */
async function withLog(t: TestContext) {
  const warnings: string[] = [];
  const note = (_fields: object, text: string) => warnings.push(text);
  const aws = await startTestAws(t, { log: { debug() {}, info() {}, warn: note, error: note } });
  return { aws, warnings };
}

describe('an account that is set up as the guide says, with IAM calls alone', () => {
  it('gives a key that a connection can work with', async (t) => {
    const aws = await startTestAws(t);
    const { keys, roleArn } = await guide.setUpByGuide(aws);
    const { done, failed } = await connect(aws, keys, roleArn);
    assert.deepEqual([done.length, failed], [8, undefined]);
    const device = await startDevice(t, aws, keys);
    await device.send();
    assert.equal(aws.counters()['rules.actions.ok'], 1);
  });

  const missing: [policy: (typeof guide.USER_POLICIES)[number], error: RegExp][] = [
    ['AWSIoTFullAccess', /^AccessDeniedException: User: .*:user\/enebular-conn-user is not .*: iot:DescribeEndpoint /],
    [
      'AmazonSNSFullAccess',
      /^AuthorizationErrorException: User: .* perform: SNS:CreateTopic on resource: arn:aws:sns:/,
    ],
    [
      'EnebularPassRole',
      /^AccessDenied: User: .* perform: iam:GetRole on resource: .*:role\/enebular_status_push_role/,
    ],
  ];
  for (const [userPolicy, error] of missing) {
    it(`without ${userPolicy} on the user gives a key that is refused by the name of the action`, async (t) => {
      const aws = await startTestAws(t);
      const { keys, roleArn } = await guide.setUpByGuide(aws, { userPolicy });
      const { failed } = await connect(aws, keys, roleArn);
      assert.match(failed ?? 'nothing failed', error);
    });
  }

  it('without EnebularPassRole cannot hand the role to a rule, new or replaced', async (t) => {
    const aws = await startTestAws(t);
    const { keys, roleArn, root } = await guide.setUpByGuide(aws, { userPolicy: 'EnebularPassRole' });
    const refused = {
      name: 'AccessDeniedException',
      message: new RegExp(`perform: iam:PassRole on resource: ${roleArn} because no identity-based policy allows`),
    };
    const rule = { actions: [toShadow(roleArn)] };
    await assert.rejects(createRule(iotClient(aws, keys), 'r', rule), refused);
    await createRule(iotClient(aws, root), 'r', rule);
    const topicRulePayload = { sql: "SELECT * FROM 'a'", ...rule };
    const replace = new iot.ReplaceTopicRuleCommand({ ruleName: 'r', topicRulePayload });
    await assert.rejects(iotClient(aws, keys).send(replace), refused);
  });
});

describe('a role without one of its policies', () => {
  it('passes when a rule is made, and fails its SNS action when the rule runs', async (t) => {
    const { aws, warnings } = await withLog(t);
    const { keys, roleArn } = await guide.setUpByGuide(aws, { rolePolicy: 'AmazonSNSFullAccess' });
    const { webhook, TopicArn } = await topicWithWebhook(t, clients(aws, keys).sns);
    const device = await startDevice(t, aws, keys);
    await createRule(iotClient(aws, keys), 'status', {
      actions: [{ sns: { roleArn, targetArn: TopicArn } }],
      errorAction: { republish: { roleArn, topic: 'errors', qos: 1 } },
    });
    await device.send();
    const why = `${roleArn} is not authorized to perform: sns:Publish on resource: ${TopicArn}`;
    const heard = await until('the error action', () => device.received[0]);
    const { ruleName, failures } = JSON.parse(heard.replace('errors ', '')) as {
      ruleName: string;
      failures: { failedAction: string; errorMessage: string }[];
    };
    assert.deepEqual([ruleName, failures[0]?.failedAction], ['status', 'SnsAction']);
    assert.ok(failures[0]?.errorMessage.includes(why), failures[0]?.errorMessage);
    assert.ok(
      warnings.some((text) => text.includes(why)),
      warnings.join('\n'),
    );
    assert.equal(webhook.messages('Notification').length, 0);
    assert.equal(aws.counters()['rules.actions.failed'], 1);
  });

  it('passes when a rule is made, and fails its republish when the rule runs', async (t) => {
    const { aws, warnings } = await withLog(t);
    const { keys, roleArn, accountId } = await guide.setUpByGuide(aws, { rolePolicy: 'AWSIoTDataAccess' });
    const { webhook, TopicArn } = await topicWithWebhook(t, clients(aws, keys).sns);
    const device = await startDevice(t, aws, keys);
    await createRule(iotClient(aws, keys), 'shadow', {
      actions: [toShadow(roleArn)],
      errorAction: { sns: { roleArn, targetArn: TopicArn } },
    });
    await device.send();
    const topic = `arn:aws:iot:${REGION}:${accountId}:topic/$aws/things/pump/shadow/update`;
    const why = `${roleArn} is not authorized to perform: iot:Publish on resource: ${topic}`;
    const { Message = '' } = await until('the error action', () => webhook.messages('Notification')[0]);
    assert.ok(Message.includes(why), Message);
    assert.ok(
      warnings.some((text) => text.includes(why)),
      warnings.join('\n'),
    );
    assert.equal(aws.counters()['rules.actions.failed'], 1);
  });
});

describe('the AWS CLI', () => {
  it('sets an account up as the guide says, step by step', async (t) => {
    const aws = await startTestAws(t);
    const { root, accountId } = await aws.createAccount();
    const run = cli(aws, root);
    const role = ['--role-name', guide.ROLE];
    const { Role } = await run('iam', 'create-role', ...role, '--assume-role-policy-document', guide.TRUST);
    const { Arn: roleArn } = Role as { Arn: string };
    for (const name of guide.ROLE_POLICIES) {
      await run('iam', 'attach-role-policy', ...role, '--policy-arn', awsManaged(name));
    }
    const document = ['--policy-document', guide.passRolePolicy(roleArn)];
    await run('iam', 'create-policy', '--policy-name', guide.PASS_ROLE, ...document);
    const user = ['--user-name', guide.USER];
    await run('iam', 'create-user', ...user);
    const found = await run('iam', 'list-policies', '--scope', 'Local', '--max-items', '1');
    const [own] = found.Policies as { Arn: string }[];
    assert.equal(own?.Arn, `arn:aws:iam::${accountId}:policy/${guide.PASS_ROLE}`);
    for (const arn of [awsManaged('AWSIoTFullAccess'), awsManaged('AmazonSNSFullAccess'), own.Arn]) {
      await run('iam', 'attach-user-policy', ...user, '--policy-arn', arn);
    }
    await assert.rejects(run('iam', 'get-login-profile', ...user), /\(NoSuchEntity\)/);
    const made = await run('iam', 'create-access-key', ...user);
    const { AccessKeyId, SecretAccessKey } = made.AccessKey as { AccessKeyId: string; SecretAccessKey: string };
    const keys = { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey };
    assert.equal((await connect(aws, keys, roleArn)).failed, undefined);
  });
});
