import type { Permission } from '@thingdock/connection-kit';
import { matches, readStatements, type Statement } from '../policy/document.ts';
import { isOfAws, type RolePolicies } from '../policy/permission.ts';
import { type CheckStep, missing, waitsFor } from './check.ts';
import { permissionsOfRole, userPermission } from './permissions.ts';

/** What the enebular guide attaches. Wider than need be, but advised there, so it is no cause for a warning. */
const ADVISED = new Set(['AmazonSNSFullAccess', 'AWSIoTDataAccess']);
/** With a topic that is encrypted by a key of the account, publishing needs these on the key. */
const FOR_ENCRYPTION = ['kms:GenerateDataKey*', 'kms:GenerateDataKey', 'kms:Decrypt'];

export const checkRoleExcess: CheckStep = {
  key: 'role_excess',
  title: 'The role may do no more than it needs',
  async run({ prefix }, _subject, { place, role, identity, policies }) {
    if (!place || !role || !identity || !policies) return waitsFor('a role whose policies may be read');
    const excess = excessOf(policies, permissionsOfRole({ place, prefix }));
    const expected = 'Only what the rules do: sns:Publish and iot:Publish.';
    if (excess.length > 0)
      return {
        ...{ state: 'warned', expected, found: `More rights than needed: ${excess.join(', ')}.` },
        fix: `Detach or narrow ${excess.length === 1 ? 'it' : 'them'}; the set-up kit has a policy that just suffices.`,
      };
    const { unread } = policies;
    if (unread) {
      const permission = userPermission({ place, prefix, role, identity }, unread);
      return {
        ...{ state: 'not_checkable', expected, found: 'Not every policy of the role may be read.' },
        ...(permission ? { missing: [missing('user', permission)] } : {}),
        fix: `Allow the key ${unread} on the role, if you want this to be checked.`,
      };
    }
    return { state: 'passed', expected };
  },
};

/** Names of attached policies, and actions of readable ones, that go beyond what is needed. */
export function excessOf({ managed = [], inline = [] }: RolePolicies, needed: readonly Permission[]): string[] {
  const byName = managed.filter((policy) => isOfAws(policy) && !ADVISED.has(policy.name)).map(({ name }) => name);
  const documents = [...managed.filter((policy) => !isOfAws(policy)).map(({ document }) => document), ...inline];
  const statements = documents.flatMap((document) => readStatements(document) ?? []);
  const allowing = statements.filter(({ effect }) => effect === 'Allow');
  return [...new Set([...byName, ...allowing.flatMap((statement) => excessIn(statement, needed))])];
}

function excessIn(
  { actions, notActions, resources, notResources }: Statement,
  needed: readonly Permission[],
): string[] {
  if (notActions) return ['everything but some actions'];
  return actions.flatMap((action) => {
    if (FOR_ENCRYPTION.some((known) => known.toLowerCase() === action.toLowerCase())) return [];
    const use = needed.filter((permission) => permission.action.toLowerCase() === action.toLowerCase());
    if (use.length === 0) return [action];
    const targets = use.flatMap((permission) => permission.resources);
    const fits = (resource: string) => targets.some((target) => matches(target, resource));
    const wide = notResources !== undefined || !resources.every(fits);
    return wide
      ? [`${action} on ${notResources ? 'all but some' : resources.filter((it) => !fits(it)).join(', ')}`]
      : [];
  });
}
