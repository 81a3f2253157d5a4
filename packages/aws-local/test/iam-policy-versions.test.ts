import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import * as iam from '@aws-sdk/client-iam';
import { ListSubscriptionsCommand, ListTopicsCommand } from '@aws-sdk/client-sns';
import { clients, startTestAws } from './aws-fixture.ts';
import { allow, awsManaged, named, newUser } from './identity-fixture.ts';

async function withPolicy(t: TestContext) {
  const aws = await startTestAws(t);
  const { iam: admin } = clients(aws);
  const create = { PolicyName: 'own', PolicyDocument: allow('sns:ListTopics') };
  const { Policy } = await admin.send(new iam.CreatePolicyCommand(create));
  const PolicyArn = Policy?.Arn ?? '';
  const version = async (action: string, SetAsDefault = false) => {
    const input = { PolicyArn, PolicyDocument: allow(action), SetAsDefault };
    return (await admin.send(new iam.CreatePolicyVersionCommand(input))).PolicyVersion?.VersionId;
  };
  const versions = async () => (await admin.send(new iam.ListPolicyVersionsCommand({ PolicyArn }))).Versions ?? [];
  return { aws, admin, PolicyArn, version, versions };
}

describe('versions of a managed policy', () => {
  it('count one at a time: the default one', async (t) => {
    const { aws, admin, PolicyArn, version } = await withPolicy(t);
    const { sns } = await newUser(aws, 'u', { attached: [PolicyArn] });
    const denied = named('AuthorizationErrorException');
    await sns.send(new ListTopicsCommand({}));
    assert.equal(await version('sns:ListSubscriptions'), 'v2');
    await assert.rejects(sns.send(new ListSubscriptionsCommand({})), denied);
    await admin.send(new iam.SetDefaultPolicyVersionCommand({ PolicyArn, VersionId: 'v2' }));
    await sns.send(new ListSubscriptionsCommand({}));
    await assert.rejects(sns.send(new ListTopicsCommand({})), denied);
    assert.equal(await version('sns:List*', true), 'v3');
    await sns.send(new ListTopicsCommand({}));
    const { Policy } = await admin.send(new iam.GetPolicyCommand({ PolicyArn }));
    assert.equal(Policy?.DefaultVersionId, 'v3');
    const { PolicyVersion } = await admin.send(new iam.GetPolicyVersionCommand({ PolicyArn, VersionId: 'v2' }));
    assert.equal(decodeURIComponent(PolicyVersion?.Document ?? ''), allow('sns:ListSubscriptions'));
    assert.equal(PolicyVersion?.IsDefaultVersion, false);
  });

  it('are five at most, and no number is given twice', async (t) => {
    const { admin, PolicyArn, version, versions } = await withPolicy(t);
    for (const expected of ['v2', 'v3', 'v4', 'v5']) assert.equal(await version('sns:*'), expected);
    await assert.rejects(version('sns:*'), named('LimitExceededException'));
    const remove = (VersionId: string) => admin.send(new iam.DeletePolicyVersionCommand({ PolicyArn, VersionId }));
    await remove('v5');
    assert.equal(await version('sns:*', true), 'v6');
    await assert.rejects(remove('v6'), named('DeleteConflictException'));
    await assert.rejects(remove('v5'), named('NoSuchEntityException'));
    await assert.rejects(admin.send(new iam.DeletePolicyCommand({ PolicyArn })), named('DeleteConflictException'));
    for (const id of ['v1', 'v2', 'v3', 'v4']) await remove(id);
    assert.deepEqual(
      (await versions()).map(({ VersionId, IsDefaultVersion }) => [VersionId, IsDefaultVersion]),
      [['v6', true]],
    );
    await admin.send(new iam.DeletePolicyCommand({ PolicyArn }));
  });

  it("are not for accounts to make in AWS's own policies", async (t) => {
    const { admin } = await withPolicy(t);
    const PolicyArn = awsManaged('AmazonSNSFullAccess');
    const { Policy } = await admin.send(new iam.GetPolicyCommand({ PolicyArn }));
    assert.equal(Policy?.DefaultVersionId, 'v2');
    const make = new iam.CreatePolicyVersionCommand({ PolicyArn, PolicyDocument: allow('sns:*') });
    await assert.rejects(admin.send(make), named('AccessDenied'));
    await assert.rejects(admin.send(new iam.DeletePolicyCommand({ PolicyArn })), named('AccessDenied'));
  });
});

describe("AWS's own policies", () => {
  it('are listed beside those of the account, each with its content', async (t) => {
    const { admin, PolicyArn } = await withPolicy(t);
    const list = async (Scope: 'All' | 'AWS' | 'Local', more = {}) =>
      (await admin.send(new iam.ListPoliciesCommand({ Scope, ...more }))).Policies?.map(({ Arn }) => Arn) ?? [];
    const local = await list('Local');
    assert.ok(local.includes(PolicyArn) && local.every((arn) => !arn?.includes(':aws:policy')));
    const aws = await list('AWS');
    for (const name of ['AdministratorAccess', 'AWSIoTConfigAccess', 'service-role/AWSIoTRuleActions']) {
      assert.ok(aws.includes(awsManaged(name)), name);
    }
    assert.deepEqual([...(await list('All'))].sort(), [...aws, ...local].sort());
    assert.deepEqual(await list('AWS', { PathPrefix: '/service-role/' }), [
      awsManaged('service-role/AWSIoTLogging'),
      awsManaged('service-role/AWSIoTRuleActions'),
      awsManaged('service-role/AWSIoTThingsRegistration'),
    ]);
    assert.ok(!(await list('All', { OnlyAttached: true })).includes(PolicyArn));
    for (const arn of aws) {
      const { Policy } = await admin.send(new iam.GetPolicyCommand({ PolicyArn: arn }));
      const wanted = { PolicyArn: arn, VersionId: Policy?.DefaultVersionId };
      const { PolicyVersion } = await admin.send(new iam.GetPolicyVersionCommand(wanted));
      // Whoever may make a policy of the same content has proof that the stand-in evaluates all of it.
      const PolicyDocument = decodeURIComponent(PolicyVersion?.Document ?? '');
      await admin.send(new iam.CreatePolicyCommand({ PolicyName: `copy-of-${Policy?.PolicyName}`, PolicyDocument }));
    }
  });
});
