import { fieldFault } from '@thingdock/api';
import type { Permission } from '@thingdock/connection-kit';
import type { Aws, RoleArn } from '../../aws/index.ts';
import { allows, isOfAws, type ManagedPolicy, type RolePolicies, seemsMissing } from '../policy/permission.ts';
import { type CheckStep, type Facts, failed, missing, orDenied, type Result, waitsFor } from './check.ts';
import { permissionsOfRole, userPermission, type Whose } from './permissions.ts';
import { lackingOf } from './simulate.ts';

const EXPECTED = 'sns:Publish on the two topics, iot:Publish on the shadows of things.';

/** What our rules do under the role: asked of AWS itself where the key may, read from its policies otherwise. */
export const checkRolePermissions: CheckStep = {
  key: 'role_permissions',
  title: 'The role may publish to the topics and to shadows',
  async run({ aws, prefix }, _subject, { place, role, identity }) {
    if (!place || !role || !identity) return waitsFor('a role');
    const needed = permissionsOfRole({ place, prefix });
    const policies = await readPolicies(aws, role);
    const simulated = await lackingOf(aws, role.arn, needed);
    if (simulated !== 'denied') {
      const facts = { policies, doubts: [] };
      return simulated.length > 0
        ? lacking(role, simulated, facts)
        : { state: 'passed', expected: EXPECTED, found: 'AWS says that it may.', facts };
    }
    return judge({ place, prefix, role, identity }, needed, policies);
  },
};

/** From what could be read: certain either way, or a doubt that explains a failure that follows. */
function judge(whose: Whose & { role: RoleArn }, needed: readonly Permission[], policies: RolePolicies): Result {
  const denied = needed.filter((it) => it.resources.some((at) => allows(policies, it.action, at) === 'no'));
  const doubtful = needed.filter((it) => it.resources.some((at) => seemsMissing(policies, it.action, at)));
  const facts = { policies, doubts: doubtful.map((it) => ({ action: it.action, policy: policyOf(it) })) };
  if (denied.length > 0) return lacking(whose.role, denied, facts);
  const proven = needed.every((it) => it.resources.every((at) => allows(policies, it.action, at) === 'yes'));
  if (proven) return { state: 'passed', expected: EXPECTED, found: 'Its policies allow it.', facts };
  const unread = policies.unread ?? 'iam:GetPolicyVersion';
  const reading = userPermission(whose, unread);
  return {
    ...{ state: 'not_checkable', expected: EXPECTED, facts },
    found: `Not every policy of the role could be read.${doubtful.length > 0 ? ' Those that could do not allow it.' : ''}`,
    fix: `Allow the key iam:SimulatePrincipalPolicy on the role, or ${unread}.`,
    missing: [...(reading ? [missing('user', reading)] : []), ...doubtful.map((it) => missing('role', it, false))],
  };
}

function lacking(role: RoleArn, permissions: readonly Permission[], facts: Facts): Result {
  const [first] = permissions as [Permission];
  const details = { roleArn: role.arn, action: first.action, policy: policyOf(first) };
  const actions = [...new Set(permissions.map(({ action }) => action))].join(' and ');
  const policies = [...new Set(permissions.map(policyOf))].join(' and ');
  return failed(fieldFault('roleArn', 'role_missing_permission', details), {
    ...{ expected: EXPECTED, found: `The role may not ${actions}.`, facts, spreading: true },
    fix: `Attach ${policies} to the role, or a policy with the statements below.`,
    missing: permissions.map((permission) => missing('role', permission)),
  });
}

const policyOf = ({ guidePolicy }: Permission): string => guidePolicy ?? 'a policy';

async function readPolicies(aws: Aws, { name }: RoleArn): Promise<RolePolicies> {
  const attached = await orDenied(aws.iam.attachedPolicies(name));
  const managed = attached === 'denied' ? undefined : await Promise.all(attached.map((it) => withDocument(aws, it)));
  const inline = await readInline(aws, name);
  return { managed, ...inline, unread: managed ? inline.unread : 'iam:ListAttachedRolePolicies' };
}

async function readInline({ iam }: Aws, role: string): Promise<Pick<RolePolicies, 'inline' | 'unread'>> {
  const names = await orDenied(iam.inlinePolicyNames(role));
  if (names === 'denied') return { inline: undefined, unread: 'iam:ListRolePolicies' };
  const documents = await Promise.all(names.map((policy) => orDenied(iam.inlinePolicy(role, policy))));
  return documents.includes('denied') ? { inline: undefined, unread: 'iam:GetRolePolicy' } : { inline: documents };
}

/** AWS's own policies are known by name; a customer's has to be read. */
async function withDocument(aws: Aws, policy: ManagedPolicy): Promise<ManagedPolicy> {
  if (isOfAws(policy)) return policy;
  const document = await orDenied(aws.iam.managedPolicy(policy.arn));
  return document === 'denied' ? policy : { ...policy, document };
}
