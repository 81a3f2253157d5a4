import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import {
  AttachRolePolicyCommand,
  CreateAccessKeyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  IAMClient,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam';
import * as iot from '@aws-sdk/client-iot';
import { REGION, startWithClients, text } from './iot-clients.ts';

function refusedAs(name: string, status: number, message = /./) {
  return (error: unknown) => {
    assert.ok(error instanceof iot.IoTServiceException, String(error));
    assert.deepEqual([error.name, error.$metadata.httpStatusCode], [name, status], error.message);
    assert.match(error.message, message);
    return true;
  };
}

async function withRules(t: TestContext) {
  const clients = await startWithClients(t);
  const { aws, control } = clients;
  const payload = (more: Partial<iot.TopicRulePayload> = {}): iot.TopicRulePayload => ({
    sql: "SELECT * FROM 'a/+'",
    awsIotSqlVersion: '2016-03-23',
    actions: [{ sns: { targetArn: `arn:aws:sns:${REGION}:${aws.accountId}:t`, roleArn: aws.roleArn } }],
    ...more,
  });
  const create = (ruleName: string, more: Partial<iot.TopicRulePayload> = {}, client = control) =>
    client.send(
      new iot.CreateTopicRuleCommand({ ruleName, topicRulePayload: payload(more), tags: 'thingdock=one&b=%20x' }),
    );
  const get = (ruleName: string) => control.send(new iot.GetTopicRuleCommand({ ruleName }));
  const names = async () =>
    (await control.send(new iot.ListTopicRulesCommand({}))).rules?.map(({ ruleName }) => ruleName);
  const iam = new IAMClient({ endpoint: aws.endpointUrl, region: 'us-east-1', credentials: aws.root, maxAttempts: 1 });
  return { ...clients, payload, create, get, names, iam };
}

test('a rule is created once, shown with defaults and tags, listed by topic and deleted', async (t) => {
  const { aws, control, create, get, names, payload } = await withRules(t);
  await create('one', { awsIotSqlVersion: undefined, description: 'first' });
  await create('two', { sql: "SELECT * FROM 'b/#'", ruleDisabled: true });
  await assert.rejects(create('one'), refusedAs('ResourceAlreadyExistsException', 409));
  const { rule, ruleArn } = await get('one');
  assert.equal(ruleArn, `arn:aws:iot:${REGION}:${aws.accountId}:rule/one`);
  assert.ok(Math.abs(Number(rule?.createdAt) - Date.now()) < 60_000);
  assert.deepEqual(
    { ...rule, createdAt: undefined },
    {
      ruleName: 'one',
      createdAt: undefined,
      sql: payload().sql,
      description: 'first',
      awsIotSqlVersion: '2015-10-08',
      ruleDisabled: false,
      actions: [{ sns: { ...payload().actions?.[0]?.sns, messageFormat: 'RAW' } }],
    },
  );
  const tags = await control.send(new iot.ListTagsForResourceCommand({ resourceArn: text(ruleArn) }));
  assert.deepEqual(tags.tags, [
    { Key: 'thingdock', Value: 'one' },
    { Key: 'b', Value: ' x' },
  ]);
  const byTopic = await control.send(new iot.ListTopicRulesCommand({ topic: 'b/c/d' }));
  assert.deepEqual(
    byTopic.rules?.map(({ ruleName, topicPattern, ruleDisabled }) => [ruleName, topicPattern, ruleDisabled]),
    [['two', 'b/#', true]],
  );
  await control.send(new iot.DeleteTopicRuleCommand({ ruleName: 'one' }));
  assert.deepEqual(await names(), ['two']);
});

test('a missing rule cannot be told from a forbidden one', async (t) => {
  const { control, get, payload } = await withRules(t);
  const denied = refusedAs('UnauthorizedException', 401, /^Access to topic rule 'x' was denied$/);
  await assert.rejects(get('x'), denied);
  await assert.rejects(control.send(new iot.DeleteTopicRuleCommand({ ruleName: 'x' })), denied);
  await assert.rejects(control.send(new iot.EnableTopicRuleCommand({ ruleName: 'x' })), denied);
  await assert.rejects(
    control.send(new iot.ReplaceTopicRuleCommand({ ruleName: 'x', topicRulePayload: payload() })),
    denied,
  );
});

test('a rule can be replaced, disabled, enabled and tagged anew', async (t) => {
  const { control, create, get, payload } = await withRules(t);
  await create('r');
  const replacement = payload({ sql: "SELECT a FROM 'c'", actions: [] });
  await control.send(new iot.ReplaceTopicRuleCommand({ ruleName: 'r', topicRulePayload: replacement }));
  await control.send(new iot.DisableTopicRuleCommand({ ruleName: 'r' }));
  const { rule, ruleArn: resourceArn } = await get('r');
  assert.deepEqual([rule?.sql, rule?.actions, rule?.ruleDisabled], ["SELECT a FROM 'c'", [], true]);
  await control.send(new iot.EnableTopicRuleCommand({ ruleName: 'r' }));
  assert.equal((await get('r')).rule?.ruleDisabled, false);
  await control.send(new iot.TagResourceCommand({ resourceArn, tags: [{ Key: 'new', Value: '1' }] }));
  await control.send(new iot.UntagResourceCommand({ resourceArn, tagKeys: ['b', 'thingdock'] }));
  const { tags } = await control.send(new iot.ListTagsForResourceCommand({ resourceArn }));
  assert.deepEqual(tags, [{ Key: 'new', Value: '1' }]);
});

describe('what cannot be run is refused, and nothing is stored', () => {
  const table: [name: string, more: Partial<iot.TopicRulePayload>, error: string, message: RegExp][] = [
    ['bad SQL', { sql: 'SELECT' }, 'SqlParseException', /expected an expression, found the end/],
    ['an unknown function', { sql: "SELECT aws_lambda('x') AS x FROM 'a'" }, 'SqlParseException', /aws_lambda/],
    ['an unknown SQL version', { awsIotSqlVersion: 'beta' }, 'InvalidRequestException', /'beta'/],
    [
      'an action that the stand-in does not run',
      { actions: [{ lambda: { functionArn: 'arn:aws:lambda:x:1:function:f' } }] },
      'InvalidRequestException',
      /does not run the action 'lambda'/,
    ],
    [
      'a reserved topic without the doubled dollar',
      { actions: [{ republish: { roleArn: 'arn:aws:iam::1:role/r', topic: '$aws/things/x/shadow/update' } }] },
      'InvalidRequestException',
      /Write '\$\$aws/,
    ],
  ];
  for (const [name, more, error, message] of table) {
    test(name, async (t) => {
      const { create, names } = await withRules(t);
      await assert.rejects(create('r', more), refusedAs(error, 400, message));
      assert.deepEqual(await names(), []);
    });
  }
});

describe('the role of a rule', () => {
  const trust = (service: string) =>
    JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }],
    });

  test('must exist and trust iot.amazonaws.com when the rule is made, disabled or not', async (t) => {
    const { aws, create, iam, names } = await withRules(t);
    const as = (roleArn: string): Partial<iot.TopicRulePayload> => ({
      actions: [{ republish: { roleArn, topic: 'b' } }],
      ruleDisabled: true,
    });
    const unable = refusedAs(
      'InvalidRequestException',
      400,
      /^AWS IoT \(iot\.amazonaws\.com\) is unable to assume role \(sts:AssumeRole\) on resource: arn:aws:iam::\d{12}:role\/\w+\. If the role was just created or updated, please try again in a few seconds\.$/,
    );
    const asRoot = new iot.IoTClient({
      endpoint: aws.endpointUrl,
      region: REGION,
      credentials: aws.root,
      maxAttempts: 1,
    });
    await assert.rejects(create('r', as(`arn:aws:iam::${aws.accountId}:role/nosuch`), asRoot), unable);
    const lambda = await iam.send(
      new CreateRoleCommand({ RoleName: 'l', AssumeRolePolicyDocument: trust('lambda.amazonaws.com') }),
    );
    await assert.rejects(create('r', as(text(lambda.Role?.Arn)), asRoot), unable);
    assert.deepEqual(await names(), []);
    const good = await iam.send(
      new CreateRoleCommand({ RoleName: 'i', AssumeRolePolicyDocument: trust('iot.amazonaws.com') }),
    );
    await create('r', as(text(good.Role?.Arn)), asRoot);
  });

  test('must be one that the caller may pass', async (t) => {
    const { aws, create, iam, iot: client, names } = await withRules(t);
    const UserName = 'no-pass-role';
    await iam.send(new CreateUserCommand({ UserName }));
    const Statement = [{ Effect: 'Allow', Action: 'iot:*', Resource: '*' }];
    const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
    await iam.send(new PutUserPolicyCommand({ UserName, PolicyName: 'iot', PolicyDocument }));
    const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
    const key = { accessKeyId: text(AccessKey?.AccessKeyId), secretAccessKey: text(AccessKey?.SecretAccessKey) };
    const narrow = client(REGION, { ...key, arn: '' });
    await assert.rejects(create('r', {}, narrow), refusedAs('AccessDeniedException', 403, /iam:PassRole/));
    assert.deepEqual(await names(), []);
    assert.ok(aws.roleArn);
  });

  test('is asked at run time: what it may not do fails and is counted', async (t) => {
    const { aws, create, iam, credentials, device } = await withRules(t);
    const role = await iam.send(
      new CreateRoleCommand({ RoleName: 'poor', AssumeRolePolicyDocument: trust('iot.amazonaws.com') }),
    );
    const roleArn = text(role.Role?.Arn);
    const asRoot = new iot.IoTClient({
      endpoint: aws.endpointUrl,
      region: REGION,
      credentials: aws.root,
      maxAttempts: 1,
    });
    await create('r', { actions: [{ republish: { roleArn, topic: 'out', qos: 1 } }] }, asRoot);
    const pump = await device('pump', await credentials());
    await pump.publishAsync('a/x', '{}', { qos: 1 });
    assert.equal(aws.counters()['rules.actions.failed'], 1);
    const PolicyArn = 'arn:aws:iam::aws:policy/AWSIoTDataAccess';
    await iam.send(new AttachRolePolicyCommand({ RoleName: 'poor', PolicyArn }));
    await pump.publishAsync('a/x', '{}', { qos: 1 });
    assert.equal(aws.counters()['rules.actions.ok'], 1);
  });
});
