import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import {
  AttachRolePolicyCommand,
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeleteAccessKeyCommand,
  DeletePolicyCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  DeleteUserCommand,
  DetachRolePolicyCommand,
  DetachUserPolicyCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  GetUserCommand,
  type IAMClient,
  ListAccessKeysCommand,
  ListAttachedRolePoliciesCommand,
  ListRolePoliciesCommand,
  ListUserPoliciesCommand,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
  UpdateAccessKeyCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { CreateTopicCommand, ListTopicsCommand } from '@aws-sdk/client-sns';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import fc from 'fast-check';
import type { AwsLocal } from '../src/index.ts';
import { clients, startTestAws } from './aws-fixture.ts';

const policy = (...Statement: object[]) => JSON.stringify({ Version: '2012-10-17', Statement });
const allow = (Action: string, Resource = '*') => policy({ Effect: 'Allow', Action, Resource });
const TRUST = policy({ Effect: 'Allow', Principal: { Service: 'iot.amazonaws.com' }, Action: 'sts:AssumeRole' });
const AWS_SNS = 'arn:aws:iam::aws:policy/AmazonSNSFullAccess';
const named = (name: string) => ({ name });

async function newUser(aws: AwsLocal, UserName = 'someone') {
  const { iam } = clients(aws);
  await iam.send(new CreateUserCommand({ UserName }));
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
  assert.ok(AccessKey?.AccessKeyId && AccessKey.SecretAccessKey);
  const keys = { accessKeyId: AccessKey.AccessKeyId, secretAccessKey: AccessKey.SecretAccessKey };
  return { UserName, keys, ...clients(aws, keys) };
}

async function withRole(t: TestContext): Promise<{ aws: AwsLocal; iam: IAMClient; RoleName: string }> {
  const aws = await startTestAws(t);
  const { iam } = clients(aws);
  await iam.send(new CreateRoleCommand({ RoleName: 'r', AssumeRolePolicyDocument: TRUST, Description: 'for rules' }));
  return { aws, iam, RoleName: 'r' };
}

describe('users and their keys', () => {
  it('may do nothing until a policy lets them, and then just that', async (t) => {
    const aws = await startTestAws(t);
    const { UserName, sns, sts } = await newUser(aws);
    await sts.send(new GetCallerIdentityCommand({}));
    await assert.rejects(sns.send(new ListTopicsCommand({})), {
      name: 'AuthorizationErrorException',
      message: `User: arn:aws:iam::${aws.accountId}:user/someone is not authorized to perform: SNS:ListTopics because no identity-based policy allows the SNS:ListTopics action`,
    });
    const { iam } = clients(aws);
    await iam.send(new PutUserPolicyCommand({ UserName, PolicyName: 'list', PolicyDocument: allow('sns:List*') }));
    await sns.send(new ListTopicsCommand({}));
    await assert.rejects(sns.send(new CreateTopicCommand({ Name: 'x' })), named('AuthorizationErrorException'));
    await iam.send(new AttachUserPolicyCommand({ UserName, PolicyArn: AWS_SNS }));
    await sns.send(new CreateTopicCommand({ Name: 'x' }));
    const Deny = policy({ Effect: 'Deny', Action: 'sns:CreateTopic', Resource: 'arn:aws:sns:*:*:x*' });
    await iam.send(new PutUserPolicyCommand({ UserName, PolicyName: 'no', PolicyDocument: Deny }));
    await assert.rejects(sns.send(new CreateTopicCommand({ Name: 'x2' })), /explicit deny in an identity-based policy/);
    await sns.send(new CreateTopicCommand({ Name: 'y' }));
  });

  it('are known by active keys only', async (t) => {
    const aws = await startTestAws(t);
    const { UserName, keys, sts } = await newUser(aws);
    const { iam } = clients(aws);
    const AccessKeyId = keys.accessKeyId;
    await iam.send(new UpdateAccessKeyCommand({ UserName, AccessKeyId, Status: 'Inactive' }));
    await assert.rejects(sts.send(new GetCallerIdentityCommand({})), named('InvalidClientTokenId'));
    await iam.send(new UpdateAccessKeyCommand({ UserName, AccessKeyId, Status: 'Active' }));
    await sts.send(new GetCallerIdentityCommand({}));
    await iam.send(new CreateAccessKeyCommand({ UserName }));
    await assert.rejects(iam.send(new CreateAccessKeyCommand({ UserName })), named('LimitExceededException'));
    const { AccessKeyMetadata } = await iam.send(new ListAccessKeysCommand({ UserName }));
    assert.equal(AccessKeyMetadata?.length, 2);
    await iam.send(new DeleteAccessKeyCommand({ UserName, AccessKeyId }));
    await assert.rejects(sts.send(new GetCallerIdentityCommand({})), named('InvalidClientTokenId'));
  });

  it('cannot go while something hangs on them', async (t) => {
    const aws = await startTestAws(t);
    const { UserName, keys } = await newUser(aws);
    const { iam } = clients(aws);
    const refused = () =>
      assert.rejects(iam.send(new DeleteUserCommand({ UserName })), named('DeleteConflictException'));
    await iam.send(new AttachUserPolicyCommand({ UserName, PolicyArn: AWS_SNS }));
    await refused();
    await iam.send(new DeleteAccessKeyCommand({ UserName, AccessKeyId: keys.accessKeyId }));
    await refused();
    await iam.send(new DetachUserPolicyCommand({ UserName, PolicyArn: AWS_SNS }));
    await iam.send(new DeleteUserCommand({ UserName }));
    await assert.rejects(iam.send(new GetUserCommand({ UserName })), named('NoSuchEntityException'));
  });

  it('show themselves without naming themselves, when they may', async (t) => {
    const aws = await startTestAws(t);
    const { UserName, iam } = await newUser(aws);
    const own = `arn:aws:iam::${aws.accountId}:user/${UserName}`;
    const put = { UserName, PolicyName: 'self', PolicyDocument: allow('iam:GetUser', own) };
    await clients(aws).iam.send(new PutUserPolicyCommand(put));
    assert.equal((await iam.send(new GetUserCommand({}))).User?.Arn, own);
    await assert.rejects(iam.send(new GetUserCommand({ UserName: 'enebular-conn-user' })), {
      name: 'AccessDenied',
      message: /is not authorized to perform: iam:GetUser on resource: .*enebular-conn-user/,
    });
  });
});

describe('roles', () => {
  it('come back as they were made, with their documents percent-encoded', async (t) => {
    const { aws, iam, RoleName } = await withRole(t);
    const { Role } = await iam.send(new GetRoleCommand({ RoleName }));
    assert.equal(Role?.Arn, `arn:aws:iam::${aws.accountId}:role/r`);
    assert.equal(Role?.Description, 'for rules');
    assert.ok(Role?.AssumeRolePolicyDocument?.startsWith('%7B%22'));
    assert.equal(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? ''), TRUST);
    const again = { RoleName, AssumeRolePolicyDocument: TRUST };
    await assert.rejects(iam.send(new CreateRoleCommand(again)), named('EntityAlreadyExistsException'));
    const PolicyDocument = TRUST.replace('iot.', 'lambda.');
    await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument }));
    const changed = await iam.send(new GetRoleCommand({ RoleName }));
    assert.equal(decodeURIComponent(changed.Role?.AssumeRolePolicyDocument ?? ''), PolicyDocument);
  });

  it('hold attached and inline policies, which must go before them', async (t) => {
    const { iam, RoleName } = await withRole(t);
    await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn: AWS_SNS }));
    await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn: AWS_SNS }));
    const attached = await iam.send(new ListAttachedRolePoliciesCommand({ RoleName }));
    assert.deepEqual(attached.AttachedPolicies, [{ PolicyName: 'AmazonSNSFullAccess', PolicyArn: AWS_SNS }]);
    await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'p', PolicyDocument: allow('iot:Publish') }));
    assert.deepEqual((await iam.send(new ListRolePoliciesCommand({ RoleName }))).PolicyNames, ['p']);
    const { PolicyDocument } = await iam.send(new GetRolePolicyCommand({ RoleName, PolicyName: 'p' }));
    assert.equal(decodeURIComponent(PolicyDocument ?? ''), allow('iot:Publish'));
    const missing = { RoleName, PolicyName: 'constructor' };
    await assert.rejects(iam.send(new GetRolePolicyCommand(missing)), named('NoSuchEntityException'));
    await assert.rejects(iam.send(new DeleteRoleCommand({ RoleName })), named('DeleteConflictException'));
    await iam.send(new DetachRolePolicyCommand({ RoleName, PolicyArn: AWS_SNS }));
    await iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName: 'p' }));
    await iam.send(new DeleteRoleCommand({ RoleName }));
    await assert.rejects(iam.send(new GetRoleCommand({ RoleName })), named('NoSuchEntityException'));
  });

  it('take no policy that AWS would refuse, and none that could not be evaluated here', async (t) => {
    const { iam, RoleName } = await withRole(t);
    const put = (PolicyDocument: string) =>
      iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'p', PolicyDocument }));
    await assert.rejects(put('{'), named('MalformedPolicyDocumentException'));
    await assert.rejects(put(allow('Publish')), named('MalformedPolicyDocumentException'));
    await assert.rejects(put(allow('iot:*', `arn:aws:iot:::topic/$\{aws:username}`)), named('NotImplemented'));
    assert.deepEqual((await iam.send(new ListRolePoliciesCommand({ RoleName }))).PolicyNames ?? [], []);
  });

  it('list each policy once, whatever the page size', async (t) => {
    const { aws, iam, RoleName } = await withRole(t);
    const names = Array.from({ length: 7 }, (_, index) => `p${index}`);
    for (const PolicyName of names) {
      await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument: allow('iot:Publish') }));
    }
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 8 }), async (MaxItems) => {
        const seen: string[] = [];
        let Marker: string | undefined;
        do {
          const page = await clients(aws).iam.send(new ListRolePoliciesCommand({ RoleName, MaxItems, Marker }));
          assert.ok((page.PolicyNames ?? []).length <= MaxItems);
          assert.equal(page.IsTruncated, page.Marker !== undefined);
          seen.push(...(page.PolicyNames ?? []));
          Marker = page.Marker;
        } while (Marker !== undefined);
        assert.deepEqual(seen, names);
      }),
      { numRuns: 8 },
    );
  });
});

describe('customer managed policies', () => {
  it('are made, read, counted, and deleted when nobody holds them', async (t) => {
    const { aws, iam, RoleName } = await withRole(t);
    const made = await iam.send(new CreatePolicyCommand({ PolicyName: 'own', PolicyDocument: allow('sns:Publish') }));
    const PolicyArn = made.Policy?.Arn ?? '';
    assert.equal(PolicyArn, `arn:aws:iam::${aws.accountId}:policy/own`);
    await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }));
    assert.equal((await iam.send(new GetPolicyCommand({ PolicyArn }))).Policy?.AttachmentCount, 1);
    const { PolicyVersion } = await iam.send(new GetPolicyVersionCommand({ PolicyArn, VersionId: 'v1' }));
    assert.equal(decodeURIComponent(PolicyVersion?.Document ?? ''), allow('sns:Publish'));
    await assert.rejects(iam.send(new DeletePolicyCommand({ PolicyArn })), named('DeleteConflictException'));
    await iam.send(new DetachRolePolicyCommand({ RoleName, PolicyArn }));
    await iam.send(new DeletePolicyCommand({ PolicyArn }));
    await assert.rejects(iam.send(new GetPolicyCommand({ PolicyArn })), named('NoSuchEntityException'));
  });

  it('of AWS are known by name, and others do not exist', async (t) => {
    const { iam, RoleName } = await withRole(t);
    const attach = (name: string) =>
      iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn: `arn:aws:iam::aws:policy/${name}` }));
    await attach('AWSIoTDataAccess');
    await assert.rejects(attach('AmazonS3FullAccess'), named('NoSuchEntityException'));
    await assert.rejects(attach('constructor'), named('NoSuchEntityException'));
  });
});

describe('the demo user', () => {
  it('has the three policies of the guide and nothing else', async (t) => {
    const aws = await startTestAws(t);
    const { iam, sns } = clients(aws, aws.demoUser);
    const RoleName = 'enebular_status_push_role';
    assert.equal((await iam.send(new GetRoleCommand({ RoleName }))).Role?.Arn, aws.roleArn);
    const { AttachedPolicies } = await iam.send(new ListAttachedRolePoliciesCommand({ RoleName }));
    assert.deepEqual(AttachedPolicies?.map(({ PolicyName }) => PolicyName).sort(), [
      'AWSIoTDataAccess',
      'AmazonSNSFullAccess',
    ]);
    await assert.rejects(iam.send(new ListRolePoliciesCommand({ RoleName })), named('AccessDenied'));
    await assert.rejects(iam.send(new CreateUserCommand({ UserName: 'x' })), named('AccessDenied'));
    await assert.rejects(iam.send(new ListUserPoliciesCommand({ UserName: 'x' })), named('AccessDenied'));
    await sns.send(new CreateTopicCommand({ Name: 't' }));
  });
});
