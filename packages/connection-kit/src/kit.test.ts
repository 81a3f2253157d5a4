import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parse as parseYaml } from 'yaml';
import { parseHcl } from '../test/parse-hcl.ts';
import { identitiesOf } from './identities.ts';
import { writeKit } from './kit.ts';
import { KIT_FORMATS, type KitInput, type KitPlan, readKitInput } from './kit-input.ts';
import type { PolicyDocument } from './policies.ts';

const BASE: KitInput = { accountId: '123456789012', region: 'eu-west-1' };

function plan(more: Partial<KitInput> = {}): KitPlan {
  const read = readKitInput({ ...BASE, ...more });
  if ('problems' in read) throw new Error(JSON.stringify(read.problems));
  return read.plan;
}

type Template = {
  Parameters?: unknown;
  Resources: Record<string, { Type: string; Properties: Record<string, unknown> }>;
  Outputs: Record<string, { Value: unknown }>;
};
const template = (of: KitPlan) => parseYaml(writeKit(of, 'cloudformation').text) as Template;

type Terraform = {
  resource: Record<string, Record<string, [Record<string, string>]>>;
  output: Record<string, [{ value: string }]>;
};
const terraform = async (of: KitPlan) => (await parseHcl(writeKit(of, 'terraform').text)) as Terraform;

/** Properties that CloudFormation knows: AWS CloudFormation template reference, AWS::IAM. */
const PROPERTIES: Readonly<Record<string, readonly string[]>> = {
  'AWS::IAM::Role': ['RoleName', 'Path', 'Description', 'AssumeRolePolicyDocument', 'ManagedPolicyArns', 'Policies'],
  'AWS::IAM::ManagedPolicy': ['ManagedPolicyName', 'PolicyDocument'],
  'AWS::IAM::User': ['UserName', 'Path', 'ManagedPolicyArns'],
};
const VARIANTS = [{}, { provisioning: true }, { guide: true }, { roleName: 'my/path/role', prefix: 'acme' }];
/** IAM and AWS STS quotas: characters without white space. */
const characters = (document: PolicyDocument) => JSON.stringify(document).length;

describe('the set-up kit', () => {
  test('S33 S47 S49 names role, policy and user as the guide does, unless told otherwise', () => {
    const { role, user } = identitiesOf(plan({ guide: true }));
    assert.deepEqual(
      [role.name, user.policy.name, user.name],
      ['enebular_status_push_role', 'EnebularPassRole', 'enebular-conn-user'],
    );
    const own = plan({ userName: 'somebody', roleName: 'my-role' });
    assert.deepEqual([own.user.name, own.role.name], ['somebody', 'my-role']);
    assert.equal(plan({ prefix: 'acme' }).role.name, 'acme_status_push_role');
  });

  test('S34 takes a role with a path, and names it in full wherever it is meant', () => {
    const { role, user } = identitiesOf(plan({ roleName: 'my/path/role', guide: true }));
    assert.deepEqual([role.name, role.path], ['role', '/my/path/']);
    assert.equal(role.arn, 'arn:aws:iam::123456789012:role/my/path/role');
    assert.deepEqual(user.policy.document.Statement[0]?.Resource, [role.arn]);
  });

  test('S39 S50 is a valid CloudFormation template that asks nothing, and a user without a password', () => {
    for (const variant of VARIANTS) {
      const { Parameters, Resources, Outputs } = template(plan(variant));
      assert.equal(Parameters, undefined);
      for (const { Type, Properties } of Object.values(Resources))
        assert.deepEqual(
          Object.keys(Properties).filter((it) => !PROPERTIES[Type]?.includes(it)),
          [],
          Type,
        );
      assert.deepEqual(
        Object.values(Resources)
          .map(({ Type }) => Type)
          .sort(),
        Object.keys(PROPERTIES).sort(),
      );
      assert.deepEqual(Object.keys(Outputs), ['RoleArn', 'UserName', 'Region']);
      const { role, user } = identitiesOf(plan(variant));
      assert.deepEqual(Resources.Role?.Properties.AssumeRolePolicyDocument, role.trust);
      assert.deepEqual(Resources.Policy?.Properties.PolicyDocument, user.policy.document);
      const inline = role.policy && [{ PolicyName: role.policy.name, PolicyDocument: role.policy.document }];
      assert.deepEqual(Resources.Role?.Properties.Policies, inline);
    }
  });

  test('is a Terraform configuration that HashiCorp’s parser reads', async () => {
    const { resource, output } = await terraform(plan());
    assert.deepEqual(Object.keys(output).sort(), ['endpoint', 'region', 'role_arn', 'user_name']);
    assert.deepEqual(Object.keys(resource).sort(), [
      ...['aws_iam_policy', 'aws_iam_role', 'aws_iam_role_policy'],
      ...['aws_iam_user', 'aws_iam_user_policy_attachment'],
    ]);
    assert.equal(resource.aws_iam_role?.rules?.[0].name, 'enebular_status_push_role');
    assert.match(resource.aws_iam_role?.rules?.[0].assume_role_policy ?? '', /^\$\{jsonencode\(\{/);
    const guide = await terraform(plan({ guide: true }));
    assert.deepEqual(Object.keys(guide.resource.aws_iam_role_policy_attachment ?? {}), [
      'rules_AWSIoTDataAccess',
      'rules_AmazonSNSFullAccess',
    ]);
  });

  test('keeps to what IAM allows policies to hold', () => {
    const { role, user } = identitiesOf(plan({ provisioning: true, prefix: 'x'.repeat(40) }));
    assert.ok(characters(user.policy.document) <= 6144, `${characters(user.policy.document)} characters`);
    assert.ok(role.policy && characters(role.policy.document) <= 10_240);
    assert.ok(characters(role.trust) <= 2048);
  });

  test('lets only AWS IoT act under the role, for our rules of this account', () => {
    assert.deepEqual(identitiesOf(plan({ region: 'cn-north-1' })).role.trust.Statement, [
      {
        Effect: 'Allow',
        Principal: { Service: 'iot.amazonaws.com' },
        Action: 'sts:AssumeRole',
        Condition: {
          StringEquals: { 'aws:SourceAccount': '123456789012' },
          ArnLike: { 'aws:SourceArn': 'arn:aws-cn:iot:*:123456789012:rule/enebular_*' },
        },
      },
    ]);
  });

  test('holds no secret, and tells how it is used', () => {
    for (const format of KIT_FORMATS) {
      const { steps, text } = writeKit(plan(), format);
      assert.match(steps.at(-1) ?? '', /connections create .*--from connection\.json/);
      assert.doesNotMatch(text, /AKIA/);
    }
  });

  test('says of every field what is wrong with it', () => {
    const read = readKitInput({ accountId: '12', region: 'Ireland', roleName: 'a b', userName: 'ü', prefix: 'a-b' });
    assert.ok('problems' in read);
    assert.deepEqual(
      read.problems.map(({ field }) => field),
      ['accountId', 'region', 'roleName', 'userName', 'prefix'],
    );
    assert.equal(plan({ accountId: ' 1234-5678-9012\n' }).accountId, '123456789012');
  });
});
