import { Fault, fieldFault } from '@thingdock/api';
import { type Aws, type IotEndpoint, isAwsFailure, type RoleArn, toFault } from '../../aws/index.ts';
import type { Place } from '../tables.ts';
import type { Fields } from './fields.ts';
import { inspectRole, type RoleDoubt } from './inspect-role.ts';

/** What AWS says about the fields of a new connection. */
export type Inspected = {
  place: Place;
  userArn: string;
  /** The account's host for devices and device data. */
  endpoint: string;
  /** What may be wrong with the role, where it could not be read for certain. */
  doubts: readonly RoleDoubt[];
};

export type InspectInput = { aws: Aws; fields: Fields; prefix: string };

/** Whose the key is. Throws `invalid_credentials` naming the field that is wrong. */
export async function inspectKey({ aws, fields }: Pick<InspectInput, 'aws' | 'fields'>) {
  const { accountId, partition, arn } = await told(aws.sts.callerIdentity());
  return { place: { partition, accountId, region: fields.endpoint.region }, userArn: arn };
}

/** Checks endpoint and role against the key's account, by reading only. Throws a fault that names the field at fault. */
export async function inspectRest(input: InspectInput, place: Place): Promise<Pick<Inspected, 'endpoint' | 'doubts'>> {
  const { aws, fields, prefix } = input;
  const endpoint = await inspectEndpoint(aws, fields.endpoint, place);
  requireSameAccount(fields.role, place);
  const doubts = await told(inspectRole({ aws, role: fields.role, place, prefix }));
  return { endpoint, doubts };
}

async function inspectEndpoint(aws: Aws, typed: IotEndpoint, place: Place): Promise<string> {
  const { ats, legacy } = await told(aws.iot.describeDataEndpoints());
  // Dual-stack names differ in the suffix only; the first part is the account's.
  const account = (host: string) => host.replace(/\.(amazonaws\.com(\.cn)?|api\.aws)$/, '');
  const known = [ats, legacy].filter((host) => host !== undefined).map(account);
  if (!known.includes(account(typed.host)))
    throw fieldFault('endpoint', 'endpoint_mismatch', {
      endpoint: typed.host,
      accountId: place.accountId,
      region: place.region,
      expected: ats,
    });
  return ats;
}

function requireSameAccount(role: RoleArn, place: Place): void {
  if (role.accountId !== place.accountId || role.partition !== place.partition)
    throw fieldFault('roleArn', 'role_in_other_account', {
      roleAccountId: role.accountId,
      accountId: place.accountId,
    });
}

async function told<T>(asked: Promise<T>): Promise<T> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof Fault || !isAwsFailure(error)) throw error;
    throw toFault(error);
  }
}
