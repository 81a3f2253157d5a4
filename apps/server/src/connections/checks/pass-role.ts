import { fieldFault } from '@thingdock/api';
import { type CheckStep, failed, missing, waitsFor } from './check.ts';
import { userPermission } from './permissions.ts';
import { lackingOf } from './simulate.ts';
import { isRoot } from './user-permissions.ts';

/** Without it AWS IoT does not take a rule that names the role; that is the only other way to find out. */
export const checkPassRole: CheckStep = {
  key: 'pass_role',
  title: 'The access key may pass this role to AWS IoT',
  async run({ aws, prefix }, { role: given }, { place, identity, role: known }) {
    const role = known ?? given;
    if (!place || !identity || !role) return waitsFor('a role');
    const expected = `iam:PassRole on ${role.arn}.`;
    if (isRoot(identity.userArn)) return { state: 'passed', expected, found: 'A root user may do everything.' };
    const whose = { place, prefix, identity, role };
    const pass = userPermission(whose, 'iam:PassRole');
    const asking = userPermission(whose, 'iam:SimulatePrincipalPolicy');
    const lacking = await lackingOf(aws, identity.userArn, pass ? [pass] : []);
    if (lacking === 'denied')
      return {
        ...{ state: 'not_checkable', expected, found: 'This shows only when a rule is written.' },
        fix: 'Allow iam:SimulatePrincipalPolicy on the user itself, if you want this to be checked.',
        ...(asking ? { missing: [missing('user', asking)] } : {}),
      };
    if (lacking.length === 0) return { state: 'passed', expected, found: 'AWS says that it may.' };
    return failed(fieldFault('roleArn', 'pass_role_missing', { roleArn: role.arn }), {
      ...{ expected, found: 'It may not.', spreading: true },
      fix: 'Attach EnebularPassRole for this very role to the user, or a policy with the statement below.',
      missing: lacking.map((permission) => missing('user', permission)),
    });
  },
};
