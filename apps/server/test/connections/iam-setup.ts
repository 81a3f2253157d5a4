import {
  AddUserToGroupCommand,
  AttachGroupPolicyCommand,
  AttachRolePolicyCommand,
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreateGroupCommand,
  CreateRoleCommand,
  CreateUserCommand,
  IAMClient,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
  UpdateAccessKeyCommand,
} from '@aws-sdk/client-iam';
import type { AwsLocal } from '@thingdock/aws-local';

type KeyPair = { accessKeyId: string; secretAccessKey: string };

/** Those that the AWS console adds to a role for AWS IoT. */
export const ADDED_BY_CONSOLE = ['AWSIoTThingsRegistration', 'AWSIoTLogging', 'AWSIoTRuleActions'] as const;
const PATHS: Readonly<Record<string, string>> = Object.fromEntries(
  ADDED_BY_CONSOLE.map((name) => [name, 'service-role/']),
);

/** Users and roles of the stand-in's account, made as an administrator would. */
export function iamSetup(aws: Pick<AwsLocal, 'endpointUrl' | 'root'>) {
  const iam = new IAMClient({ endpoint: aws.endpointUrl, region: 'us-east-1', credentials: aws.root });
  const managed = (name: string) => `arn:aws:iam::aws:policy/${PATHS[name] ?? ''}${name}`;

  return {
    /** A user with AWS's policies by name and one inline policy of the given statements. */
    async user(name: string, policies: readonly string[], statements: readonly object[]): Promise<KeyPair> {
      await iam.send(new CreateUserCommand({ UserName: name }));
      for (const policy of policies)
        await iam.send(new AttachUserPolicyCommand({ UserName: name, PolicyArn: managed(policy) }));
      const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: statements });
      if (statements.length > 0)
        await iam.send(new PutUserPolicyCommand({ UserName: name, PolicyName: 'own', PolicyDocument }));
      const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: name }));
      return { accessKeyId: AccessKey?.AccessKeyId ?? '', secretAccessKey: AccessKey?.SecretAccessKey ?? '' };
    },
    async role(name: string, trust: object, policies: readonly string[]): Promise<string> {
      const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [trust] });
      const { Role } = await iam.send(new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument }));
      for (const policy of policies)
        await iam.send(new AttachRolePolicyCommand({ RoleName: name, PolicyArn: managed(policy) }));
      return Role?.Arn ?? '';
    },
    /** Lets a role do what inline statements say. */
    async allowRole(name: string, statements: readonly object[]): Promise<void> {
      const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: statements });
      await iam.send(new PutRolePolicyCommand({ RoleName: name, PolicyName: 'own', PolicyDocument }));
    },
    /** Puts a user into a fresh group that has AWS's policies by name. */
    async group(name: string, userName: string, policies: readonly string[]): Promise<void> {
      await iam.send(new CreateGroupCommand({ GroupName: name }));
      for (const policy of policies)
        await iam.send(new AttachGroupPolicyCommand({ GroupName: name, PolicyArn: managed(policy) }));
      await iam.send(new AddUserToGroupCommand({ GroupName: name, UserName: userName }));
    },
    async deactivate({ accessKeyId }: KeyPair, userName: string): Promise<void> {
      await iam.send(new UpdateAccessKeyCommand({ AccessKeyId: accessKeyId, UserName: userName, Status: 'Inactive' }));
    },
    close: () => iam.destroy(),
  };
}

/** The trust policy that the guide makes. */
export const TRUST_IOT = {
  Effect: 'Allow',
  Principal: { Service: 'iot.amazonaws.com' },
  Action: 'sts:AssumeRole',
};
export const ROLE_POLICIES = ['AmazonSNSFullAccess', 'AWSIoTDataAccess'] as const;
export const USER_POLICIES = ['AWSIoTFullAccess', 'AmazonSNSFullAccess'] as const;
/** The guide's EnebularPassRole, for any role. */
export const PASS_ROLE = {
  Effect: 'Allow',
  Action: ['iam:PassRole', 'iam:GetRole', 'iam:ListAttachedRolePolicies'],
  Resource: '*',
};
export const READ_INLINE = { Effect: 'Allow', Action: ['iam:ListRolePolicies', 'iam:GetRolePolicy'], Resource: '*' };
/** Lets a user ask AWS what it and the role may do, and read the role. */
export const MAY_ASK = {
  Effect: 'Allow',
  Action: [
    'iam:SimulatePrincipalPolicy',
    'iam:ListRolePolicies',
    'iam:GetRolePolicy',
    'iam:GetPolicy',
    'iam:GetPolicyVersion',
  ],
  Resource: '*',
};
