import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { CreateUserCommand, GetRoleCommand, ListUsersCommand } from '@aws-sdk/client-iam';
import {
  CreateThingCommand,
  CreateTopicRuleCommand,
  DescribeEndpointCommand,
  IoTClient,
  ListThingsCommand,
} from '@aws-sdk/client-iot';
import { CreateTopicCommand, GetTopicAttributesCommand, ListTopicsCommand } from '@aws-sdk/client-sns';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { type AwsLocal, startAwsLocal } from '../src/index.ts';
import { clients, type Keys, REGION, startTestAws } from './aws-fixture.ts';
import { named } from './identity-fixture.ts';

const iotClient = (aws: AwsLocal, keys: Keys) =>
  new IoTClient({ endpoint: aws.endpointUrl, region: REGION, credentials: { ...keys }, maxAttempts: 1 });

describe('several accounts in one process', () => {
  it('have the same names for different things, and see nothing of each other', async (t) => {
    const aws = await startTestAws(t);
    const other = await aws.createAccount();
    assert.match(other.accountId, /^\d{12}$/);
    assert.notEqual(other.accountId, aws.accountId);
    const [here, there] = [clients(aws), clients(aws, other.root)];
    const { Arn } = await there.sts.send(new GetCallerIdentityCommand({}));
    assert.equal(Arn, `arn:aws:iam::${other.accountId}:root`);

    const { TopicArn } = await here.sns.send(new CreateTopicCommand({ Name: 'same' }));
    assert.deepEqual((await there.sns.send(new ListTopicsCommand({}))).Topics ?? [], []);
    await assert.rejects(
      there.sns.send(new GetTopicAttributesCommand({ TopicArn })),
      named('AuthorizationErrorException'),
    );
    const twin = await there.sns.send(new CreateTopicCommand({ Name: 'same' }));
    assert.equal(twin.TopicArn, `arn:aws:sns:${REGION}:${other.accountId}:same`);

    await there.iam.send(new CreateUserCommand({ UserName: 'enebular-conn-user' }));
    const { Users } = await there.iam.send(new ListUsersCommand({}));
    assert.deepEqual(
      Users?.map((user) => user.Arn),
      [`arn:aws:iam::${other.accountId}:user/enebular-conn-user`],
    );
    const missing = there.iam.send(new GetRoleCommand({ RoleName: 'enebular_status_push_role' }));
    await assert.rejects(missing, named('NoSuchEntityException'));
  });

  it('have their own things and endpoints', async (t) => {
    const aws = await startTestAws(t);
    const other = await aws.createAccount();
    const [here, there] = [iotClient(aws, aws.root), iotClient(aws, other.root)];
    await here.send(new CreateThingCommand({ thingName: 'pump' }));
    assert.deepEqual((await there.send(new ListThingsCommand({}))).things, []);
    const endpoint = async (client: IoTClient) =>
      (await client.send(new DescribeEndpointCommand({ endpointType: 'iot:Data-ATS' }))).endpointAddress;
    assert.equal(await endpoint(here), aws.iotEndpoint(REGION));
    assert.equal(await endpoint(there), other.iotEndpoint(REGION));
    assert.notEqual(await endpoint(here), await endpoint(there));
  });

  it('cannot hand their rules the roles of another', async (t) => {
    const aws = await startTestAws(t);
    const other = await aws.createAccount();
    const republish = { roleArn: aws.roleArn, topic: 'b' };
    const topicRulePayload = { sql: "SELECT * FROM 'a'", actions: [{ republish }] };
    const create = new CreateTopicRuleCommand({ ruleName: 'r', topicRulePayload });
    await assert.rejects(iotClient(aws, other.root).send(create), {
      name: 'AccessDeniedException',
      message: 'Cross-account pass role is not allowed.',
    });
  });

  it('are there again after a restart, and are given again by their id', async (t) => {
    const dataDir = mkdtempSync(join(tmpdir(), 'aws-local-accounts-'));
    t.after(() => rmSync(dataDir, { recursive: true }));
    const first = await startAwsLocal({ dataDir });
    const made = await first.createAccount({ accountId: '000000000012' });
    await first.close();
    const second = await startTestAws(t, { dataDir });
    const again = await second.createAccount({ accountId: '000000000012' });
    assert.deepEqual(again.root, made.root);
    const { Account } = await clients(second, made.root).sts.send(new GetCallerIdentityCommand({}));
    assert.equal(Account, '000000000012');
    assert.deepEqual((await second.createAccount({ accountId: second.accountId })).root, second.root);
    await assert.rejects(second.createAccount({ accountId: '12' }), /twelve digits, not '12'/);
  });
});
