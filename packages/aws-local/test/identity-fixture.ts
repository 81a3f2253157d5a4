import assert from 'node:assert/strict';
import {
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  type IAMClient,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam';
import { AssumeRoleCommand, type AssumeRoleCommandInput, type STSClient } from '@aws-sdk/client-sts';
import type { AwsLocal } from '../src/index.ts';
import { clients, type Keys } from './aws-fixture.ts';

type Statement = Record<string, unknown>;

export const policy = (...statements: Statement[]) => JSON.stringify({ Version: '2012-10-17', Statement: statements });

export const allow = (Action: string | string[], Resource: string | string[] = '*', more: Statement = {}) =>
  policy({ Effect: 'Allow', Action, Resource, ...more });

/** A trust policy for principals such as `{ AWS: arn }` or `{ Service: … }`. */
export const trust = (Principal: unknown, Condition?: object) =>
  policy({ Effect: 'Allow', Principal, Action: 'sts:AssumeRole', ...(Condition && { Condition }) });

export const awsManaged = (name: string) => `arn:aws:iam::aws:policy/${name}`;

/** For assert.rejects: an SDK's error by its name. */
export const named = (name: string) => ({ name });

export async function newKey(iam: IAMClient, UserName: string): Promise<Keys> {
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
  assert.ok(AccessKey?.AccessKeyId && AccessKey.SecretAccessKey);
  return { accessKeyId: AccessKey.AccessKeyId, secretAccessKey: AccessKey.SecretAccessKey };
}

/** A new user of the root's account with these policies, its ARN, its key and clients in its name. */
export async function newUser(
  aws: AwsLocal,
  UserName: string,
  { inline, attached = [] }: { inline?: string; attached?: string[] } = {},
  root: Keys = aws.root,
) {
  const { iam } = clients(aws, root);
  const { User } = await iam.send(new CreateUserCommand({ UserName }));
  for (const PolicyArn of attached) await iam.send(new AttachUserPolicyCommand({ UserName, PolicyArn }));
  if (inline) await iam.send(new PutUserPolicyCommand({ UserName, PolicyName: 'inline', PolicyDocument: inline }));
  const keys = await newKey(iam, UserName);
  return { arn: User?.Arn ?? '', keys, ...clients(aws, keys) };
}

export async function newRole(iam: IAMClient, RoleName: string, AssumeRolePolicyDocument: string, more = {}) {
  const { Role } = await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument, ...more }));
  return { RoleName, arn: Role?.Arn ?? '' };
}

/** The temporary credentials of a role. */
export async function assume(sts: STSClient, RoleArn: string, more: Partial<AssumeRoleCommandInput> = {}) {
  const answer = await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'test', ...more }));
  const { AccessKeyId, SecretAccessKey, SessionToken } = answer.Credentials ?? {};
  assert.ok(AccessKeyId && SecretAccessKey && SessionToken);
  const keys: Keys = { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
  return { keys, answer };
}
