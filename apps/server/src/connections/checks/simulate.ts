import type { Permission } from '@thingdock/connection-kit';
import { type Aws, isAwsFailure } from '../../aws/index.ts';

/**
 * Which of the permissions somebody's policies do not give, as AWS itself works it out. `denied`: the key may not ask. A
 * refusal under conditions that could not be told is no refusal.
 */
export async function lackingOf(
  { iam }: Pick<Aws, 'iam'>,
  principalArn: string,
  permissions: readonly Permission[],
): Promise<Permission[] | 'denied'> {
  try {
    const answers = await Promise.all(
      batches(permissions).map(async (batch) => {
        const { resources, conditions } = batch[0] as Permission;
        const actions = batch.map(({ action }) => action);
        const context = contextOf(conditions);
        const found = await iam.simulate({ of: principalArn, actions, resources: resources.map(example), context });
        const refused = found.filter(({ allowed, missingContext }) => !allowed && missingContext.length === 0);
        const lacking = new Set(refused.map(({ action }) => action.toLowerCase()));
        return batch.filter(({ action }) => lacking.has(action.toLowerCase()));
      }),
    );
    return answers.flat();
  } catch (error) {
    // Also for a principal that cannot be simulated, such as the account's root user.
    if (isAwsFailure(error, 'denied', 'not_found', 'other')) return 'denied';
    throw error;
  }
}

/** One call asks every action for every resource, so only permissions on the same resources go together. */
function batches(permissions: readonly Permission[]): Permission[][] {
  const found = new Map<string, Permission[]>();
  for (const permission of permissions) {
    const key = JSON.stringify([permission.resources, permission.conditions]);
    found.set(key, [...(found.get(key) ?? []), permission]);
  }
  return [...found.values()];
}

/** One resource for a pattern of many. */
const example = (resource: string): string => (resource === '*' ? resource : resource.replaceAll('*', 'example'));

const contextOf = (conditions: Permission['conditions'] = {}): Record<string, string> =>
  Object.assign({}, ...Object.values(conditions));
