import { awsManagedPolicy } from '../../identity/managed-policies.ts';
import {
  type IdentityTables,
  identityTables,
  keyOfArn,
  type ManagedPolicy,
  type User,
} from '../../identity/records.ts';
import type { Call, QueryParams, Role } from '../../stand-in.ts';
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

export const roleArn = (call: Call, params: QueryParams) => {
  const name = params.get('RoleName') ?? '';
  const { roles, key, account } = iam(call);
  return roles.get(key(name))?.arn ?? `arn:aws:iam::${account}:role${params.get('Path') ?? '/'}${name}`;
};

export const policyArn = (call: Call, params: QueryParams) =>
  params.get('PolicyArn') ??
  `arn:aws:iam::${call.caller.accountId}:policy${params.get('Path') ?? '/'}${params.get('PolicyName') ?? ''}`;
