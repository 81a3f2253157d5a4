import { assumeContext } from '../../rules/actions/action.ts';
import type { Call } from '../../stand-in.ts';
import { invalidRequest } from './errors.ts';

/**
 * Throws unless the caller may pass the roles to AWS IoT and AWS IoT may assume them. Whether they allow what the actions do shows only when
 * the rule runs, as on AWS.
 */
export function checkRoles({ standIn, caller }: Call, ruleArn: string, roles: readonly string[]): void {
  for (const roleArn of roles) {
    standIn.identity.authorize(caller, 'iam:PassRole', roleArn, { 'iam:PassedToService': 'iot.amazonaws.com' });
    if (!standIn.identity.mayAssume(roleArn, 'iot.amazonaws.com', assumeContext(ruleArn))) {
      throw invalidRequest(
        `AWS IoT (iot.amazonaws.com) is unable to assume role (sts:AssumeRole) on resource: ${roleArn}. ` +
          'If the role was just created or updated, please try again in a few seconds.',
      );
    }
  }
}
