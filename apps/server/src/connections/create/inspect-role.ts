import { fieldFault } from '@thingdock/api';
import { ruleNames, topicNames } from '@thingdock/connection-kit';
import { type Aws, isAwsFailure, type RoleArn, topicArn } from '../../aws/index.ts';
import { allows, type RolePolicies, seemsMissing } from '../policy/permission.ts';
import { trustsIot } from '../policy/trust.ts';
import type { Place } from '../tables.ts';
import { ruleArn } from './wanted.ts';

/** A permission that the role seems to lack, as far as its policies could be read. */
export type RoleDoubt = { action: string; policy: string };

type Input = { aws: Aws; role: RoleArn; place: Place; prefix: string };

/**
 * Reads the role as far as the key may. Throws `role_not_found`, `role_not_trusted` or `role_missing_permission` for what is
 * certain; what cannot be told is no reason to refuse, since the test messages will show it.
 */
export async function inspectRole({ aws, role, place, prefix }: Input): Promise<RoleDoubt[]> {
  const seen = await orDenied(aws.iam.getRole(role.name));
  if (seen === 'denied') return [];
  const details = { roleArn: role.arn };
  // Names are unique in the account, whatever the path, so another path is a typing error.
  if (!seen || seen.arn !== role.arn) throw fieldFault('roleArn', 'role_not_found', details);
  const rule = ruleArn(place, ruleNames(prefix).status);
  if (trustsIot(seen.trustPolicy, { accountId: place.accountId, ruleArn: rule }) === 'no')
    throw fieldFault('roleArn', 'role_not_trusted', details);

  const policies = await readPolicies(aws, role.name);
  const needed = neededPermissions(place, prefix);
  for (const { action, policy, resource } of needed)
    if (allows(policies, action, resource) === 'no')
      throw fieldFault('roleArn', 'role_missing_permission', { ...details, action, policy });
  return needed.filter(({ action, resource }) => seemsMissing(policies, action, resource));
}

function neededPermissions(place: Place, prefix: string) {
  const { partition, region, accountId } = place;
  const names = topicNames(prefix);
  const shadows = `arn:${partition}:iot:${region}:${accountId}:topic/$aws/things/thing/shadow/update`;
  return [
    ...[names.status, names.devicestate].map((name) => ({
      action: 'sns:Publish',
      policy: 'AmazonSNSFullAccess',
      resource: topicArn(place, name),
    })),
    { action: 'iot:Publish', policy: 'AWSIoTDataAccess', resource: shadows },
  ];
}

async function readPolicies(aws: Aws, roleName: string): Promise<RolePolicies> {
  const managed = await orDenied(aws.iam.attachedPolicies(roleName));
  const names = await orDenied(aws.iam.inlinePolicyNames(roleName));
  if (names === 'denied') return { managed: managed === 'denied' ? undefined : managed, inline: undefined };
  const documents = await Promise.all(names.map((name) => orDenied(aws.iam.inlinePolicy(roleName, name))));
  return {
    managed: managed === 'denied' ? undefined : managed,
    inline: documents.includes('denied') ? undefined : documents,
  };
}

/** The guide's policy for the key does not let it read everything: then nothing is known, and nothing is wrong. */
async function orDenied<T>(asked: Promise<T>): Promise<T | 'denied'> {
  try {
    return await asked;
  } catch (error) {
    if (isAwsFailure(error, 'denied', 'throttled')) return 'denied';
    throw error;
  }
}
