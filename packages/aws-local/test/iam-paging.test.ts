import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import * as iam from '@aws-sdk/client-iam';
import fc from 'fast-check';
import { clients, startTestAws } from './aws-fixture.ts';
import { allow, awsManaged, trust } from './identity-fixture.ts';

const COUNT = 7;
const PolicyDocument = allow('sns:ListTopics');
const UserName = 'user-0';
const RoleName = 'role-0';
const GroupName = 'group-0';

/** An account with seven of everything: users, groups, roles, policies, and what hangs on the first of each. */
async function populated(t: TestContext) {
  const aws = await startTestAws(t);
  const { root } = await aws.createAccount();
  const { iam: admin } = clients(aws, root);
  const arns: string[] = [];
  for (let n = 0; n < COUNT; n += 1) arns.push(await makeOne(admin, n));
  const [PolicyArn = ''] = arns;
  for (const [n, arn] of arns.entries()) await hangOn(admin, n, arn);
  for (let n = 1; n < COUNT; n += 1) {
    await admin.send(new iam.AddUserToGroupCommand({ UserName: `user-${n}`, GroupName }));
    await admin.send(new iam.AttachUserPolicyCommand({ UserName: `user-${n}`, PolicyArn }));
  }
  for (let n = 1; n < 5; n += 1) await admin.send(new iam.CreatePolicyVersionCommand({ PolicyArn, PolicyDocument }));
  for (let n = 0; n < 2; n += 1) await admin.send(new iam.CreateAccessKeyCommand({ UserName }));
  return { admin, PolicyArn };
}

/** A user, a group, a role and a policy, whose ARN it answers. */
async function makeOne(admin: iam.IAMClient, n: number): Promise<string> {
  await admin.send(new iam.CreateUserCommand({ UserName: `user-${n}` }));
  await admin.send(new iam.CreateGroupCommand({ GroupName: `group-${n}` }));
  const AssumeRolePolicyDocument = trust({ Service: 'iot.amazonaws.com' });
  await admin.send(new iam.CreateRoleCommand({ RoleName: `role-${n}`, AssumeRolePolicyDocument }));
  const made = await admin.send(new iam.CreatePolicyCommand({ PolicyName: `policy-${n}`, PolicyDocument }));
  return made.Policy?.Arn ?? '';
}

/** Gives the first user, group and role one more policy of each kind, and the user one more group. */
async function hangOn(admin: iam.IAMClient, n: number, PolicyArn: string) {
  const PolicyName = `inline-${n}`;
  await admin.send(new iam.AddUserToGroupCommand({ UserName, GroupName: `group-${n}` }));
  await admin.send(new iam.PutUserPolicyCommand({ UserName, PolicyName, PolicyDocument }));
  await admin.send(new iam.PutGroupPolicyCommand({ GroupName, PolicyName, PolicyDocument }));
  await admin.send(new iam.PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument }));
  await admin.send(new iam.AttachUserPolicyCommand({ UserName, PolicyArn }));
  await admin.send(new iam.AttachGroupPolicyCommand({ GroupName, PolicyArn }));
  await admin.send(new iam.AttachRolePolicyCommand({ RoleName, PolicyArn }));
}

type Asked = { MaxItems: number; Marker: string | undefined };
type Page = { IsTruncated?: boolean | undefined; Marker?: string | undefined };
type Names = (string | undefined)[];
type Listing = { total: number; ask(page: Asked): Promise<Page & { names: Names }> };

/** One paged list: how many items it has, how a page of it is asked for, and how its items are called. */
const listing = <Answer extends Page>(
  total: number,
  send: (page: Asked) => Promise<Answer>,
  names: (answer: Answer) => Names | undefined,
): Listing => ({
  total,
  async ask(page) {
    const answer = await send(page);
    return { names: names(answer) ?? [], IsTruncated: answer.IsTruncated, Marker: answer.Marker };
  },
});

/** What the account has. */
const accountLists = (admin: iam.IAMClient): Record<string, Listing> => ({
  users: listing(
    COUNT,
    (page) => admin.send(new iam.ListUsersCommand(page)),
    (one) => one.Users?.map((user) => user.UserName),
  ),
  groups: listing(
    COUNT,
    (page) => admin.send(new iam.ListGroupsCommand(page)),
    (one) => one.Groups?.map((group) => group.GroupName),
  ),
  roles: listing(
    COUNT,
    (page) => admin.send(new iam.ListRolesCommand(page)),
    (one) => one.Roles?.map((role) => role.RoleName),
  ),
  policies: listing(
    COUNT,
    (page) => admin.send(new iam.ListPoliciesCommand({ ...page, Scope: 'Local' })),
    (one) => one.Policies?.map((policy) => policy.PolicyName),
  ),
});

/** What users, groups and roles hold. */
function heldLists(admin: iam.IAMClient): Record<string, Listing> {
  const inline = (send: (page: Asked) => Promise<iam.ListUserPoliciesCommandOutput>) =>
    listing(COUNT, send, (one) => one.PolicyNames);
  const attached = (send: (page: Asked) => Promise<iam.ListAttachedUserPoliciesCommandOutput>) =>
    listing(COUNT, send, (one) => one.AttachedPolicies?.map(({ PolicyName }) => PolicyName));
  return {
    'inline policies of a user': inline((page) => admin.send(new iam.ListUserPoliciesCommand({ ...page, UserName }))),
    'inline policies of a group': inline((page) =>
      admin.send(new iam.ListGroupPoliciesCommand({ ...page, GroupName })),
    ),
    'inline policies of a role': inline((page) => admin.send(new iam.ListRolePoliciesCommand({ ...page, RoleName }))),
    'policies of a user': attached((page) =>
      admin.send(new iam.ListAttachedUserPoliciesCommand({ ...page, UserName })),
    ),
    'policies of a group': attached((page) =>
      admin.send(new iam.ListAttachedGroupPoliciesCommand({ ...page, GroupName })),
    ),
    'policies of a role': attached((page) =>
      admin.send(new iam.ListAttachedRolePoliciesCommand({ ...page, RoleName })),
    ),
  };
}

/** What belongs to one user, one group or one policy. */
const detailLists = (admin: iam.IAMClient, PolicyArn: string): Record<string, Listing> => ({
  'access keys of a user': listing(
    2,
    (page) => admin.send(new iam.ListAccessKeysCommand({ ...page, UserName })),
    (one) => one.AccessKeyMetadata?.map((key) => key.AccessKeyId),
  ),
  'groups of a user': listing(
    COUNT,
    (page) => admin.send(new iam.ListGroupsForUserCommand({ ...page, UserName })),
    (one) => one.Groups?.map((group) => group.GroupName),
  ),
  'members of a group': listing(
    COUNT,
    (page) => admin.send(new iam.GetGroupCommand({ ...page, GroupName })),
    (one) => one.Users?.map((user) => user.UserName),
  ),
  'versions of a policy': listing(
    5,
    (page) => admin.send(new iam.ListPolicyVersionsCommand({ ...page, PolicyArn })),
    (one) => one.Versions?.map((version) => version.VersionId),
  ),
  'holders of a policy': listing(
    COUNT + 2,
    (page) => admin.send(new iam.ListEntitiesForPolicyCommand({ ...page, PolicyArn })),
    ({ PolicyUsers = [], PolicyGroups = [], PolicyRoles = [] }) => [
      ...PolicyUsers.map((user) => user.UserName),
      ...PolicyGroups.map((group) => group.GroupName),
      ...PolicyRoles.map((role) => role.RoleName),
    ],
  ),
  'results of a simulation': listing(
    COUNT,
    (page) => admin.send(new iam.SimulatePrincipalPolicyCommand({ ...page, ...simulation(PolicyArn) })),
    (one) => one.EvaluationResults?.map((result) => result.EvalActionName),
  ),
});

const simulation = (PolicyArn: string) => ({
  PolicySourceArn: PolicyArn.replace(/:policy.*/, `:user/${UserName}`),
  ActionNames: Array.from({ length: COUNT }, (_, n) => `sns:Action${n}`),
});

describe('every list of IAM', () => {
  it('shows each item once, whatever the page size', async (t) => {
    const { admin, PolicyArn } = await populated(t);
    const all = { ...accountLists(admin), ...heldLists(admin), ...detailLists(admin, PolicyArn) };
    const size = fc.integer({ min: 1, max: COUNT + 3 });
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...Object.keys(all)), size, async (name, MaxItems) => {
        const { total, ask } = all[name] ?? assert.fail(name);
        const seen: (string | undefined)[] = [];
        let Marker: string | undefined;
        do {
          const page = await ask({ MaxItems, Marker });
          assert.ok(page.names.length <= MaxItems, `${name}: a page of at most ${MaxItems}`);
          assert.equal(page.IsTruncated, page.Marker !== undefined, name);
          seen.push(...page.names);
          Marker = page.Marker;
        } while (Marker !== undefined);
        assert.equal(new Set(seen).size, seen.length, `${name}: each once`);
        assert.equal(seen.length, total, name);
      }),
      { numRuns: 120 },
    );
  });

  it('refuses a page size or a marker that is none', async (t) => {
    const aws = await startTestAws(t);
    const { iam: admin } = clients(aws);
    for (const input of [{ MaxItems: 0 }, { MaxItems: 1001 }, { Marker: 'made-up' }]) {
      await assert.rejects(admin.send(new iam.ListUsersCommand(input)), { name: 'ValidationError' });
    }
    const held = { PolicyArn: awsManaged('AmazonSNSFullAccess'), EntityFilter: 'Role' as const };
    const { PolicyRoles, PolicyUsers } = await admin.send(new iam.ListEntitiesForPolicyCommand(held));
    assert.deepEqual([PolicyRoles?.length, PolicyUsers?.length ?? 0], [1, 0]);
  });
});
