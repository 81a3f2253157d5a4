import type { Permission } from '@thingdock/connection-kit';
import { type Aws, type IamApi, isAwsFailure } from '../../aws/index.ts';

/**
 * Which of the permissions somebody's policies do not give, as AWS itself works it out. `denied`: the key may not ask. A
 * refusal that is not certain is none.
 */
export async function lackingOf(
  { iam }: Pick<Aws, 'iam'>,
  principalArn: string,
  permissions: readonly Permission[],
): Promise<Permission[] | 'denied'> {
  try {
    const answers = await Promise.all(batches(permissions).map((batch) => lackingIn(iam, principalArn, batch)));
    return answers.flat();
  } catch (error) {
    // Also for a principal that cannot be simulated, such as the account's root user.
    if (isAwsFailure(error, 'denied', 'not_found', 'other')) return 'denied';
    throw error;
  }
}

async function lackingIn(iam: IamApi, of: string, batch: readonly Permission[]): Promise<Permission[]> {
  const actions = [...new Set(batch.map(({ action }) => action))];
  const resources = [...new Set(batch.flatMap((permission) => permission.resources.map(example)))];
  const answers = await iam.simulate({ of, actions, resources, context: contextOf(batch[0]?.conditions) });
  const refused = answers.filter(({ allowed, uncertain }) => !allowed && !uncertain);
  const lacking = new Set(refused.map(({ action, resource }) => pair(action, resource)));
  return batch.filter((it) => it.resources.some((resource) => lacking.has(pair(it.action, example(resource)))));
}

const pair = (action: string, resource: string): string => `${action.toLowerCase()} ${resource}`;

/** AWS asks every action for every resource, so one call does for all that have the same conditions. */
const batches = (permissions: readonly Permission[]): Permission[][] => [
  ...Map.groupBy(permissions, ({ conditions }) => JSON.stringify(conditions)).values(),
];

/** One resource for a pattern of many. */
const example = (resource: string): string => (resource === '*' ? resource : resource.replaceAll('*', 'example'));

const contextOf = (conditions: Permission['conditions'] = {}): Record<string, string> =>
  Object.assign({}, ...Object.values(conditions));
