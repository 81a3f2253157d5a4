import { fieldFault } from '@thingdock/api';
import type { RoleArn } from '../../aws/index.ts';
import { type CheckStep, failed, missing, orDenied, type Result, waitsFor } from './check.ts';
import { userPermission } from './permissions.ts';

export const checkRoleExists: CheckStep = {
  key: 'role_exists',
  title: 'The role exists in the same account',
  async run({ aws, prefix }, { role }, { place, identity }) {
    if (!place || !identity) return waitsFor('account and region');
    if (!role)
      return { state: 'not_checkable', found: 'No role is given.', fix: 'Give the ARN of a role for AWS IoT.' };
    if (role.accountId !== place.accountId || role.partition !== place.partition)
      return elsewhere(role, place.accountId);
    const seen = await orDenied(aws.iam.getRole(role.name));
    if (seen === 'denied') return unverified(userPermission({ place, prefix, role, identity }, 'iam:GetRole'), role);
    // Names are unique in the account, whatever the path, so another path is a typing error.
    if (!seen || seen.arn !== role.arn) {
      const found = seen ? `The role of this name is ${seen.arn}.` : `There is no role ${role.name} in the account.`;
      const fault = fieldFault('roleArn', 'role_not_found', { roleArn: role.arn });
      return failed(fault, { expected: role.arn, found, fix: 'Create the role, or correct the ARN.', spreading: true });
    }
    return { state: 'passed', found: seen.arn, facts: { role, trustPolicy: seen.trustPolicy } };
  },
};

function elsewhere(role: RoleArn, accountId: string): Result {
  const fault = fieldFault('roleArn', 'role_in_other_account', { roleAccountId: role.accountId, accountId });
  const fix = `Use a role of the account ${accountId}.`;
  return failed(fault, { expected: `AWS account ${accountId}.`, found: `AWS account ${role.accountId}.`, fix });
}

/** It may well be there and right: what may not be looked at is not wrong. */
const unverified = (permission: ReturnType<typeof userPermission>, role: RoleArn): Result => ({
  ...{ state: 'not_checkable', found: 'The role could not be verified: the key may not look at it.', facts: { role } },
  ...(permission ? { missing: [missing('user', permission)] } : {}),
  fix: 'Allow iam:GetRole on the role, or rely on the test messages at the end.',
});
