import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import {
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreateUserCommand,
  type IAMClient,
} from '@aws-sdk/client-iam';
import { CreateTopicRuleCommand } from '@aws-sdk/client-iot';
import { PublishCommand as IotPublishCommand } from '@aws-sdk/client-iot-data-plane';
import {
  AddPermissionCommand,
  ConfirmSubscriptionCommand,
  CreateTopicCommand,
  GetTopicAttributesCommand,
  ListSubscriptionsCommand,
  PublishCommand,
  RemovePermissionCommand,
  SetTopicAttributesCommand,
  SubscribeCommand,
  UnsubscribeCommand,
} from '@aws-sdk/client-sns';
import { until } from '@thingdock/testkit';
import { clients, REGION, startTestAws, startWebhook } from './aws-fixture.ts';
import { startWithClients, text } from './iot-clients.ts';

const denied = (message: RegExp) => ({ name: 'AuthorizationErrorException', message });

/** A user without any policy of its own, but for those that are named. */
async function makeUser(iam: IAMClient, UserName: string, ...policies: string[]) {
  const { User } = await iam.send(new CreateUserCommand({ UserName }));
  for (const name of policies) {
    await iam.send(new AttachUserPolicyCommand({ UserName, PolicyArn: `arn:aws:iam::aws:policy/${name}` }));
  }
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
  const keys = { accessKeyId: text(AccessKey?.AccessKeyId), secretAccessKey: text(AccessKey?.SecretAccessKey) };
  return { arn: text(User?.Arn), keys };
}

async function startWithTopic(t: TestContext) {
  const aws = await startTestAws(t);
  const { sns, iam } = clients(aws);
  const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: 'a' }));
  const setPolicy = (...Statement: object[]) => {
    const AttributeValue = JSON.stringify({ Version: '2012-10-17', Id: 'p', Statement });
    return sns.send(new SetTopicAttributesCommand({ TopicArn, AttributeName: 'Policy', AttributeValue }));
  };
  const publishAs = (keys: typeof aws.root) =>
    clients(aws, keys).sns.send(new PublishCommand({ TopicArn, Message: 'x' }));
  return { aws, sns, iam, TopicArn, setPolicy, publishAs };
}

describe('the access policy of a topic', () => {
  it('lets in a user that has no policy of its own when it names that user, not when it names the account', async (t) => {
    const { aws, iam, TopicArn, setPolicy, publishAs } = await startWithTopic(t);
    const { arn, keys } = await makeUser(iam, 'bare');
    const allow = (AWS: string) => ({
      Sid: 's',
      Effect: 'Allow',
      Principal: { AWS },
      Action: 'sns:Publish',
      Resource: TopicArn,
    });
    await assert.rejects(publishAs(keys), denied(/no identity-based policy allows the SNS:Publish action/));
    await setPolicy(allow(aws.accountId));
    await assert.rejects(publishAs(keys), denied(/SNS:Publish/));
    await setPolicy(allow(arn));
    await publishAs(keys);
    const list = clients(aws, keys).sns.send(new GetTopicAttributesCommand({ TopicArn }));
    await assert.rejects(list, denied(/SNS:GetTopicAttributes/));
  });

  it('can deny what the caller’s own policies allow', async (t) => {
    const { aws, TopicArn, setPolicy, publishAs } = await startWithTopic(t);
    await publishAs(aws.demoUser);
    const Principal = { AWS: '*' };
    await setPolicy({ Sid: 's', Effect: 'Deny', Principal, Action: 'SNS:Publish', Resource: TopicArn });
    await assert.rejects(publishAs(aws.demoUser), denied(/explicit deny in a resource-based policy/));
  });

  it('opens a topic to another account, whose own policies must agree; a label takes it back', async (t) => {
    const { aws, sns, TopicArn, publishAs } = await startWithTopic(t);
    const other = await aws.createAccount();
    const there = clients(aws, other.root);
    const { keys: bare } = await makeUser(there.iam, 'bare');
    const { keys: publisher } = await makeUser(there.iam, 'publisher', 'AmazonSNSFullAccess');
    await assert.rejects(publishAs(other.root), denied(/no resource-based policy allows/));
    const grant = { TopicArn, Label: 'partner', AWSAccountId: [other.accountId], ActionName: ['Publish', 'Subscribe'] };
    await sns.send(new AddPermissionCommand(grant));
    await assert.rejects(sns.send(new AddPermissionCommand(grant)), { name: 'InvalidParameterException' });
    await publishAs(other.root);
    await publishAs(publisher);
    await assert.rejects(publishAs(bare), denied(/no identity-based policy allows/));
    await sns.send(new RemovePermissionCommand({ TopicArn, Label: 'partner' }));
    await assert.rejects(publishAs(publisher), denied(/SNS:Publish/));
    const { Attributes } = await sns.send(new GetTopicAttributesCommand({ TopicArn }));
    assert.equal(JSON.parse(text(Attributes?.Policy)).Statement.length, 1);
  });

  it('lets another account subscribe, which then owns its subscription', async (t) => {
    const { aws, sns, TopicArn } = await startWithTopic(t);
    const other = await aws.createAccount();
    const there = clients(aws, other.root).sns;
    const grant = { TopicArn, Label: 'l', AWSAccountId: [other.accountId] };
    await sns.send(new AddPermissionCommand({ ...grant, ActionName: ['Subscribe'] }));
    const webhook = await startWebhook(t);
    const subscribe = new SubscribeCommand({ TopicArn, Protocol: 'http', Endpoint: webhook.url });
    await there.send(subscribe);
    const { Token } = await until('the token', () => webhook.messages('SubscriptionConfirmation')[0]);
    await sns.send(new ConfirmSubscriptionCommand({ TopicArn, Token }));
    const { Subscriptions } = await there.send(new ListSubscriptionsCommand({}));
    assert.equal(Subscriptions?.[0]?.Owner, other.accountId);
    assert.deepEqual((await sns.send(new ListSubscriptionsCommand({}))).Subscriptions ?? [], []);
    await sns.send(new PublishCommand({ TopicArn, Message: 'across' }));
    await until('the message', () => webhook.messages('Notification').length === 1);
    await there.send(new UnsubscribeCommand({ SubscriptionArn: Subscriptions?.[0]?.SubscriptionArn }));
    assert.deepEqual((await there.send(new ListSubscriptionsCommand({}))).Subscriptions ?? [], []);
  });

  it('is refused when it is malformed, about something else, or beyond what is evaluated here', async (t) => {
    const { TopicArn, setPolicy } = await startWithTopic(t);
    const statement = { Sid: 's', Effect: 'Allow', Principal: { AWS: '*' }, Action: 'SNS:Publish', Resource: TopicArn };
    const wrong: [object, string, RegExp][] = [
      [{ Action: 'SNS:*' }, 'InvalidParameterException', /out of service scope/],
      [{ Action: 'SQS:SendMessage' }, 'InvalidParameterException', /out of service scope/],
      [{ Resource: `${TopicArn}x` }, 'InvalidParameterException', /resource/],
      [{ Principal: { AWS: [] } }, 'InvalidParameterException', /Principal/],
      [{ Effect: 'Perhaps' }, 'InvalidParameterException', /Effect/],
      [{ Condition: { DateLessThan: { 'aws:CurrentTime': 'x' } } }, 'NotImplemented', /DateLessThan/],
    ];
    for (const [change, name, message] of wrong) {
      await assert.rejects(setPolicy({ ...statement, ...change }), { name, message });
    }
    await setPolicy(statement);
  });

  it('is asked when a rule publishes under its role', async (t) => {
    const { aws, control, data, sns } = await startWithClients(t);
    const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: 'a' }));
    const actions = [{ sns: { roleArn: aws.roleArn, targetArn: TopicArn } }];
    const topicRulePayload = { sql: "SELECT * FROM 'in'", awsIotSqlVersion: '2016-03-23', actions };
    await control.send(new CreateTopicRuleCommand({ ruleName: 'r', topicRulePayload }));
    const send = () => data.send(new IotPublishCommand({ topic: 'in', payload: Buffer.from('{}') }));
    await send();
    await until('the message', () => aws.counters()['sns.published'] === 1);
    const Statement = {
      Sid: 's',
      Effect: 'Deny',
      Principal: { AWS: aws.roleArn },
      Action: 'sns:Publish',
      Resource: TopicArn,
    };
    const AttributeValue = JSON.stringify({ Version: '2012-10-17', Statement });
    await sns.send(new SetTopicAttributesCommand({ TopicArn, AttributeName: 'Policy', AttributeValue }));
    await send();
    await until('the failure', () => aws.counters()['rules.actions.failed'] === 1);
    assert.equal(aws.counters()['sns.published'], 1);
  });
});

it('subscriptions are listed a hundred at a time, each once', async (t) => {
  const { sns, TopicArn } = await startWithTopic(t);
  const webhook = await startWebhook(t);
  const urls = Array.from({ length: 130 }, (_, index) => `${webhook.url}/${index}`);
  for (const Endpoint of urls) await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'http', Endpoint }));
  const seen: string[] = [];
  let NextToken: string | undefined;
  do {
    const page = await sns.send(new ListSubscriptionsCommand({ NextToken }));
    assert.ok((page.Subscriptions ?? []).length <= 100);
    seen.push(...(page.Subscriptions ?? []).map(({ Endpoint }) => text(Endpoint)));
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  assert.deepEqual(seen.sort(), urls.sort());
  assert.equal(TopicArn?.split(':')[3], REGION);
});
