import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { AttachUserPolicyCommand, PutUserPolicyCommand, UpdateAssumeRolePolicyCommand } from '@aws-sdk/client-iam';
import { CreateTopicRuleCommand, DeleteTopicRuleCommand, IoTClient } from '@aws-sdk/client-iot';
import { CreateTopicCommand, ListTopicsCommand, SubscribeCommand } from '@aws-sdk/client-sns';
import type { AwsLocal } from '../src/index.ts';
import { clients, type Keys, REGION, startTestAws } from './aws-fixture.ts';
import { allow, awsManaged, named, newUser, policy, trust } from './identity-fixture.ts';

const iotClient = (aws: AwsLocal, keys: Keys) =>
  new IoTClient({ endpoint: aws.endpointUrl, region: REGION, credentials: { ...keys }, maxAttempts: 1 });

/** A user that may make rules and pass the role as far as this statement goes. */
async function ruleMaker(t: TestContext, Condition: object) {
  const aws = await startTestAws(t);
  const inline = policy(
    { Effect: 'Allow', Action: 'iot:*', Resource: '*' },
    { Effect: 'Allow', Action: 'iam:PassRole', Resource: aws.roleArn, Condition },
  );
  const { keys } = await newUser(aws, 'u', { inline });
  const actions = [{ republish: { roleArn: aws.roleArn, topic: 'b' } }];
  const create = (ruleName: string) =>
    iotClient(aws, keys).send(
      new CreateTopicRuleCommand({ ruleName, topicRulePayload: { sql: "SELECT * FROM 'a'", actions } }),
    );
  return { aws, create };
}

describe('conditions in policies', () => {
  it('limit to which service a role is passed', async (t) => {
    const to = (service: string) => ({ StringEquals: { 'iam:PassedToService': service } });
    await (await ruleMaker(t, to('iot.amazonaws.com'))).create('r');
    const { create } = await ruleMaker(t, to('lambda.amazonaws.com'));
    await assert.rejects(create('r'), { name: 'AccessDeniedException', message: /iam:PassRole/ });
  });

  it('limit for which rule a role is passed', async (t) => {
    const rules = `arn:aws:iot:${REGION}:*:rule/enebular_*`;
    const { create } = await ruleMaker(t, { ArnLike: { 'iam:AssociatedResourceArn': rules } });
    await create('enebular_a');
    await assert.rejects(create('other'), named('AccessDeniedException'));
  });

  it('limit which account and which rules may use a role that AWS IoT takes on', async (t) => {
    const aws = await startTestAws(t);
    const { iam } = clients(aws);
    const iot = iotClient(aws, aws.root);
    const trustOnly = (account: string, rule: string) => {
      const PolicyDocument = trust(
        { Service: 'iot.amazonaws.com' },
        {
          StringEquals: { 'aws:SourceAccount': account },
          ArnLike: { 'aws:SourceArn': `arn:aws:iot:*:${account}:rule/${rule}` },
        },
      );
      return iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: 'enebular_status_push_role', PolicyDocument }));
    };
    const actions = [{ republish: { roleArn: aws.roleArn, topic: 'b' } }];
    const create = (ruleName: string) =>
      iot.send(new CreateTopicRuleCommand({ ruleName, topicRulePayload: { sql: "SELECT * FROM 'a'", actions } }));
    await trustOnly(aws.accountId, 'enebular_*');
    await create('enebular_a');
    const unable = { name: 'InvalidRequestException', message: /unable to assume role/ };
    await assert.rejects(create('other'), unable);
    await iot.send(new DeleteTopicRuleCommand({ ruleName: 'enebular_a' }));
    await trustOnly('111122223333', '*');
    await assert.rejects(create('enebular_a'), unable);
  });

  it('limit where a topic may be heard', async (t) => {
    const aws = await startTestAws(t);
    const { TopicArn } = await clients(aws).sns.send(new CreateTopicCommand({ Name: 't' }));
    const inline = allow('sns:Subscribe', TopicArn, {
      Condition: {
        StringEquals: { 'sns:Protocol': 'http' },
        StringLike: { 'sns:Endpoint': 'http://127.0.0.1:*/ours/*' },
      },
    });
    const { sns } = await newUser(aws, 'u', { inline });
    const subscribe = (Protocol: string, Endpoint: string) =>
      sns.send(new SubscribeCommand({ TopicArn, Protocol, Endpoint }));
    await subscribe('http', 'http://127.0.0.1:1/ours/hook');
    const denied = named('AuthorizationErrorException');
    await assert.rejects(subscribe('http', 'http://127.0.0.1:1/theirs/hook'), denied);
    await assert.rejects(subscribe('https', 'https://127.0.0.1:1/ours/hook'), denied);
  });

  it('limit regions, and the policies that may be handed out', async (t) => {
    const aws = await startTestAws(t);
    const inline = policy(
      {
        Effect: 'Allow',
        Action: 'sns:ListTopics',
        Resource: '*',
        Condition: { StringEquals: { 'aws:RequestedRegion': REGION } },
      },
      {
        Effect: 'Allow',
        Action: 'iam:AttachUserPolicy',
        Resource: '*',
        Condition: { ArnEquals: { 'iam:PolicyARN': awsManaged('AWSIoTDataAccess') } },
      },
    );
    const { keys, iam, sns } = await newUser(aws, 'u', { inline });
    await sns.send(new ListTopicsCommand({}));
    const elsewhere = clients(aws, keys, 'us-west-2').sns;
    await assert.rejects(elsewhere.send(new ListTopicsCommand({})), named('AuthorizationErrorException'));
    const attach = (name: string) =>
      iam.send(new AttachUserPolicyCommand({ UserName: 'u', PolicyArn: awsManaged(name) }));
    await attach('AWSIoTDataAccess');
    await assert.rejects(attach('AdministratorAccess'), named('AccessDenied'));
  });

  it('are not taken when the stand-in never has a value for their key', async (t) => {
    const aws = await startTestAws(t);
    const Condition = { StringEquals: { 'aws:ResourceTag/team': 'a' } };
    const put = { UserName: 'enebular-conn-user', PolicyName: 'p', PolicyDocument: allow('sns:*', '*', { Condition }) };
    await assert.rejects(clients(aws).iam.send(new PutUserPolicyCommand(put)), {
      name: 'NotImplemented',
      message: /the condition key aws:ResourceTag\/team/,
    });
  });
});

describe('tags on a new topic', () => {
  it('need a permission of their own', async (t) => {
    const aws = await startTestAws(t);
    const { sns } = await newUser(aws, 'u', { inline: allow('sns:CreateTopic') });
    await sns.send(new CreateTopicCommand({ Name: 'plain' }));
    const tagged = new CreateTopicCommand({ Name: 'tagged', Tags: [{ Key: 'k', Value: 'v' }] });
    await assert.rejects(sns.send(tagged), /not authorized to perform: SNS:TagResource on resource: .*:tagged/);
    assert.equal((await clients(aws).sns.send(new ListTopicsCommand({}))).Topics?.length, 1);
  });
});
