import { awsManagedPolicy, isAwsManaged } from '../../identity/managed-policies.ts';
import {
  type Group,
  type IdentityTables,
  identityTables,
  keyOfArn,
  type ManagedPolicy,
  type PolicyVersion,
  type User,
} from '../../identity/records.ts';
import { AwsError, type Call, type QueryParams, type Role } from '../../stand-in.ts';
import { noSuchEntity, validationError } from './errors.ts';

/** The tables and the caller's place in them. */
export function iam(call: Call): IdentityTables & { key: (name: string) => string; account: string } {
  const account = call.caller.accountId;
  return { ...identityTables(call.standIn.store), account, key: (name) => `${account}/${name}` };
}

/** The user that the call names; without a name, the caller's own. Throws NoSuchEntity. */
export function theUser(call: Call, params: QueryParams): User {
  const { users, key } = iam(call);
  const name = params.get('UserName') ?? ownName(call);
  const user = users.get(key(name));
  if (!user) throw noSuchEntity(`The user with name ${name} cannot be found.`);
  return user;
}

export function theRole(call: Call, params: QueryParams): Role {
  const { roles, key } = iam(call);
  const name = params.need('RoleName');
  const role = roles.get(key(name));
  if (!role) throw noSuchEntity(`The role with name ${name} cannot be found.`);
  return role;
}

export function theGroup(call: Call, params: QueryParams): Group {
  const { groups, key } = iam(call);
  const name = params.need('GroupName');
  const group = groups.get(key(name));
  if (!group) throw noSuchEntity(`The group with name ${name} cannot be found.`);
  return group;
}

/** A managed policy that the account may change. Throws NoSuchEntity; AccessDenied when it is AWS's. */
export function theOwnPolicy(call: Call, params: QueryParams): ManagedPolicy {
  const policy = thePolicy(call, params.need('PolicyArn'));
  if (isAwsManaged(policy.arn)) {
    throw new AwsError('AccessDenied', 403, `Policy ${policy.arn} belongs to AWS and cannot be changed or deleted.`);
  }
  return policy;
}

/** The version that `VersionId` names. Throws NoSuchEntity. */
export function theVersion({ arn, versions }: ManagedPolicy, params: QueryParams): PolicyVersion {
  const wanted = params.need('VersionId');
  const version = versions.find(({ id }) => id === wanted);
  if (!version) throw noSuchEntity(`Policy ${arn} version ${wanted} does not exist or is not attachable.`);
  return version;
}

/** A managed policy of the account or of AWS. Throws NoSuchEntity. */
export function thePolicy(call: Call, arn: string): ManagedPolicy {
  const { policies, account } = iam(call);
  const key = keyOfArn(arn, 'policy');
  const policy = awsManagedPolicy(arn) ?? (key?.startsWith(`${account}/`) ? policies.get(key) : undefined);
  if (policy?.arn !== arn) throw noSuchEntity(`Policy ${arn} does not exist or is not attachable.`);
  return policy;
}

function ownName({ caller }: Call): string {
  const [, name] = /:user\/(?:.*\/)?([^/]+)$/.exec(caller.arn) ?? [];
  if (name === undefined) throw validationError('Must specify userName when calling with non-User credentials');
  return name;
}

/** ARNs for IAM's decision: of what is there, or of what would be made. */
export const userArn = (call: Call, params: QueryParams) => {
  const name = params.get('UserName');
  if (name === undefined) return call.caller.arn;
  const { users, key, account } = iam(call);
  return users.get(key(name))?.arn ?? `arn:aws:iam::${account}:user${params.get('Path') ?? '/'}${name}`;
};

export const groupArn = (call: Call, params: QueryParams) => {
  const name = params.get('GroupName') ?? '';
  const { groups, key, account } = iam(call);
  return groups.get(key(name))?.arn ?? `arn:aws:iam::${account}:group${params.get('Path') ?? '/'}${name}`;
};

export const roleArn = (call: Call, params: QueryParams) => {
  const name = params.get('RoleName') ?? '';
  const { roles, key, account } = iam(call);
  return roles.get(key(name))?.arn ?? `arn:aws:iam::${account}:role${params.get('Path') ?? '/'}${name}`;
};

export const policyArn = (call: Call, params: QueryParams) =>
  params.get('PolicyArn') ??
  `arn:aws:iam::${call.caller.accountId}:policy${params.get('Path') ?? '/'}${params.get('PolicyName') ?? ''}`;
