import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as iam from '@aws-sdk/client-iam';
import { CreateTopicCommand, ListTopicsCommand } from '@aws-sdk/client-sns';
import { clients, startTestAws } from './aws-fixture.ts';
import { allow, awsManaged, named, newUser, policy } from './identity-fixture.ts';

const GroupName = 'operators';
const UserName = 'member';

describe('groups', () => {
  it('lend their policies to their members, as long as they are members', async (t) => {
    const aws = await startTestAws(t);
    const { sns } = await newUser(aws, UserName);
    const { iam: admin } = clients(aws);
    const { Group } = await admin.send(new iam.CreateGroupCommand({ GroupName, Path: '/team/' }));
    assert.equal(Group?.Arn, `arn:aws:iam::${aws.accountId}:group/team/operators`);
    const PolicyArn = awsManaged('AmazonSNSFullAccess');
    await admin.send(new iam.AttachGroupPolicyCommand({ GroupName, PolicyArn }));
    await assert.rejects(sns.send(new ListTopicsCommand({})), named('AuthorizationErrorException'));
    await admin.send(new iam.AddUserToGroupCommand({ GroupName, UserName }));
    await sns.send(new ListTopicsCommand({}));
    const PolicyDocument = policy({ Effect: 'Deny', Action: 'sns:CreateTopic', Resource: '*' });
    await admin.send(new iam.PutGroupPolicyCommand({ GroupName, PolicyName: 'no-topics', PolicyDocument }));
    await assert.rejects(sns.send(new CreateTopicCommand({ Name: 't' })), /explicit deny/);
    await admin.send(new iam.RemoveUserFromGroupCommand({ GroupName, UserName }));
    await assert.rejects(sns.send(new ListTopicsCommand({})), named('AuthorizationErrorException'));
  });

  it('show their members and policies, and members their groups', async (t) => {
    const aws = await startTestAws(t);
    await newUser(aws, UserName);
    const { iam: admin } = clients(aws);
    await admin.send(new iam.CreateGroupCommand({ GroupName }));
    await admin.send(new iam.AddUserToGroupCommand({ GroupName, UserName }));
    await admin.send(new iam.AddUserToGroupCommand({ GroupName, UserName }));
    const { Users } = await admin.send(new iam.GetGroupCommand({ GroupName }));
    assert.deepEqual(
      Users?.map((user) => user.UserName),
      [UserName],
    );
    const { Groups } = await admin.send(new iam.ListGroupsForUserCommand({ UserName }));
    assert.deepEqual(
      Groups?.map((group) => group.GroupName),
      [GroupName],
    );
    const PolicyDocument = allow('sns:List*');
    await admin.send(new iam.PutGroupPolicyCommand({ GroupName, PolicyName: 'p', PolicyDocument }));
    assert.deepEqual((await admin.send(new iam.ListGroupPoliciesCommand({ GroupName }))).PolicyNames, ['p']);
    const got = await admin.send(new iam.GetGroupPolicyCommand({ GroupName, PolicyName: 'p' }));
    assert.equal(decodeURIComponent(got.PolicyDocument ?? ''), PolicyDocument);
    const PolicyArn = awsManaged('AWSIoTDataAccess');
    await admin.send(new iam.AttachGroupPolicyCommand({ GroupName, PolicyArn }));
    const { AttachedPolicies } = await admin.send(new iam.ListAttachedGroupPoliciesCommand({ GroupName }));
    assert.deepEqual(AttachedPolicies, [{ PolicyName: 'AWSIoTDataAccess', PolicyArn }]);
    const holders = await admin.send(new iam.ListEntitiesForPolicyCommand({ PolicyArn }));
    assert.deepEqual(
      holders.PolicyGroups?.map((group) => group.GroupName),
      [GroupName],
    );
  });

  it('go only when nothing hangs on them, and so do their members', async (t) => {
    const aws = await startTestAws(t);
    const { keys } = await newUser(aws, UserName);
    const { iam: admin } = clients(aws);
    await admin.send(new iam.CreateGroupCommand({ GroupName }));
    await assert.rejects(admin.send(new iam.CreateGroupCommand({ GroupName })), named('EntityAlreadyExistsException'));
    await admin.send(new iam.AddUserToGroupCommand({ GroupName, UserName }));
    await admin.send(new iam.PutGroupPolicyCommand({ GroupName, PolicyName: 'p', PolicyDocument: allow('sns:*') }));
    await admin.send(new iam.DeleteAccessKeyCommand({ UserName, AccessKeyId: keys.accessKeyId }));
    await assert.rejects(admin.send(new iam.DeleteUserCommand({ UserName })), named('DeleteConflictException'));
    const remove = () => admin.send(new iam.DeleteGroupCommand({ GroupName }));
    await assert.rejects(remove(), named('DeleteConflictException'));
    await admin.send(new iam.RemoveUserFromGroupCommand({ GroupName, UserName }));
    const again = admin.send(new iam.RemoveUserFromGroupCommand({ GroupName, UserName }));
    await assert.rejects(again, named('NoSuchEntityException'));
    await assert.rejects(remove(), named('DeleteConflictException'));
    await admin.send(new iam.DeleteGroupPolicyCommand({ GroupName, PolicyName: 'p' }));
    await remove();
    await admin.send(new iam.DeleteUserCommand({ UserName }));
    await assert.rejects(admin.send(new iam.GetGroupCommand({ GroupName })), named('NoSuchEntityException'));
  });
});
