import {
  AttachRolePolicyCommand,
  AttachUserPolicyCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DetachRolePolicyCommand,
  type IAMClient,
} from '@aws-sdk/client-iam';
import type { AwsLocal } from '../src/index.ts';
import { clients, type Keys } from './aws-fixture.ts';
import { allow, awsManaged, newKey, trust } from './identity-fixture.ts';

export const ROLE = 'enebular_status_push_role';
export const USER = 'enebular-conn-user';
export const PASS_ROLE = 'EnebularPassRole';
export const USER_POLICIES = ['AWSIoTFullAccess', 'AmazonSNSFullAccess', PASS_ROLE] as const;
export const ROLE_POLICIES = ['AmazonSNSFullAccess', 'AWSIoTDataAccess'] as const;
/** What the console attaches to a role for AWS IoT by itself; the guide has it detached. */
export const CONSOLE_POLICIES = ['AWSIoTThingsRegistration', 'AWSIoTLogging', 'AWSIoTRuleActions'].map(
  (name) => `service-role/${name}`,
);
export const TRUST = trust({ Service: 'iot.amazonaws.com' });
export const passRolePolicy = (roleArn: string) =>
  allow(['iam:PassRole', 'iam:GetRole', 'iam:ListAttachedRolePolicies'], roleArn);

type Without = {
  userPolicy?: (typeof USER_POLICIES)[number];
  rolePolicy?: (typeof ROLE_POLICIES)[number];
};

/** Sets a fresh account up for a connection as the guide says, with IAM calls alone, except for what is left out. */
export async function setUpByGuide(aws: AwsLocal, without: Without = {}) {
  const account = await aws.createAccount();
  const { iam } = clients(aws, account.root);
  const roleArn = await makeRole(iam, without);
  const keys = await makeUser(iam, roleArn, without);
  return { ...account, roleArn, keys };
}

async function makeRole(iam: IAMClient, { rolePolicy }: Without): Promise<string> {
  const made = await iam.send(new CreateRoleCommand({ RoleName: ROLE, AssumeRolePolicyDocument: TRUST }));
  const RoleName = ROLE;
  const attach = (name: string) => iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn: awsManaged(name) }));
  for (const name of CONSOLE_POLICIES) await attach(name);
  for (const name of CONSOLE_POLICIES) {
    await iam.send(new DetachRolePolicyCommand({ RoleName, PolicyArn: awsManaged(name) }));
  }
  for (const name of ROLE_POLICIES) if (name !== rolePolicy) await attach(name);
  return made.Role?.Arn ?? '';
}

async function makeUser(iam: IAMClient, roleArn: string, { userPolicy }: Without): Promise<Keys> {
  const own = { PolicyName: PASS_ROLE, PolicyDocument: passRolePolicy(roleArn) };
  const { Policy } = await iam.send(new CreatePolicyCommand(own));
  await iam.send(new CreateUserCommand({ UserName: USER }));
  for (const name of USER_POLICIES) {
    if (name === userPolicy) continue;
    const PolicyArn = name === PASS_ROLE ? Policy?.Arn : awsManaged(name);
    await iam.send(new AttachUserPolicyCommand({ UserName: USER, PolicyArn }));
  }
  return newKey(iam, USER);
}
