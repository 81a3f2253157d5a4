import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { until } from '@thingdock/testkit';
import { startTestAws, startWebhook } from './aws-fixture.ts';
import { cli } from './cli.ts';

describe('the AWS CLI', { concurrency: 2 }, () => {
  it('sets up a role and a user, and is told what that user may not do', async (t: TestContext) => {
    const aws = await startTestAws(t);
    const admin = cli(aws, aws.root);
    const trust = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { Service: 'iot.amazonaws.com' }, Action: 'sts:AssumeRole' }],
    });
    await admin('iam', 'create-role', '--role-name', 'rules', '--assume-role-policy-document', trust);
    const policy = ['--policy-arn', 'arn:aws:iam::aws:policy/AmazonSNSFullAccess'];
    await admin('iam', 'attach-role-policy', '--role-name', 'rules', ...policy);
    const { AttachedPolicies } = await admin('iam', 'list-attached-role-policies', '--role-name', 'rules');
    assert.equal((AttachedPolicies as unknown[]).length, 1);
    const { Role } = (await admin('iam', 'get-role', '--role-name', 'rules')) as {
      Role: { AssumeRolePolicyDocument: { Statement: { Principal: unknown }[] } };
    };
    assert.deepEqual(Role.AssumeRolePolicyDocument.Statement[0]?.Principal, { Service: 'iot.amazonaws.com' });
    await admin('iam', 'create-user', '--user-name', 'u');
    const { AccessKey } = (await admin('iam', 'create-access-key', '--user-name', 'u')) as {
      AccessKey: { AccessKeyId: string; SecretAccessKey: string };
    };
    const user = cli(aws, { accessKeyId: AccessKey.AccessKeyId, secretAccessKey: AccessKey.SecretAccessKey });
    assert.equal((await user('sts', 'get-caller-identity')).Arn, `arn:aws:iam::${aws.accountId}:user/u`);
    await assert.rejects(
      user('sns', 'list-topics'),
      /\(AuthorizationError\).*not authorized to perform: SNS:ListTopics/,
    );
    await assert.rejects(
      user('iot', 'list-things'),
      /\(AccessDeniedException\).*not authorized to perform: iot:ListThings/,
    );
    const shadow = user('iot-data', 'get-thing-shadow', '--thing-name', 'x', '/dev/null');
    await assert.rejects(shadow, /\(ForbiddenException\)/);
  });

  it('makes topics, subscribes and publishes, over TLS too', async (t: TestContext) => {
    const aws = await startTestAws(t);
    const run = cli(aws, aws.demoUser, ['--endpoint-url', aws.endpointUrlTls, '--ca-bundle', aws.caFile]);
    const webhook = await startWebhook(t);
    const { TopicArn } = (await run('sns', 'create-topic', '--name', 'a')) as { TopicArn: string };
    const topic = ['--topic-arn', TopicArn];
    await run('sns', 'subscribe', ...topic, '--protocol', 'http', '--notification-endpoint', webhook.url);
    const { Token = '' } = await until('the token', () => webhook.messages()[0]);
    await run('sns', 'confirm-subscription', ...topic, '--token', Token, '--authenticate-on-unsubscribe', 'true');
    const { Subscriptions } = (await run('sns', 'list-subscriptions-by-topic', ...topic)) as {
      Subscriptions: { Endpoint: string; SubscriptionArn: string }[];
    };
    assert.deepEqual(
      Subscriptions.map(({ Endpoint }) => Endpoint),
      [webhook.url],
    );
    await run('sns', 'publish', ...topic, '--message', 'from the CLI');
    const { Message } = await until('the message', () => webhook.messages('Notification')[0]);
    assert.equal(Message, 'from the CLI');
  });

  it('reads what a demo user looks at', async (t: TestContext) => {
    const aws = await startTestAws(t);
    const run = cli(aws, aws.demoUser);
    assert.deepEqual(await run('iot', 'list-topic-rules'), { rules: [] });
    assert.deepEqual(await run('sns', 'list-topics'), { Topics: [] });
    await assert.rejects(run('iot', 'list-jobs'), /\(NotImplemented\).*aws-local does not implement iot:ListJobs/);
  });
});
