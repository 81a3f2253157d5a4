import { assumeContext } from '../../rules/actions/action.ts';
import { AwsError, type Call, type StandIn } from '../../stand-in.ts';
import { invalidRequest } from './errors.ts';

/**
 * Throws unless the caller may pass the roles to AWS IoT and AWS IoT may assume them. Whether they allow what the actions do shows only when
 * the rule runs, as on AWS.
 */
export function checkRoles({ standIn, caller }: Call, ruleArn: string, roles: readonly string[]): void {
  for (const roleArn of roles) {
    if (roleArn.split(':')[4] !== caller.accountId) {
      throw new AwsError('AccessDenied', 403, 'Cross-account pass role is not allowed.');
    }
    standIn.identity.authorize(caller, 'iam:PassRole', roleArn, {
      'iam:PassedToService': 'iot.amazonaws.com',
      'iam:AssociatedResourceArn': ruleArn,
    });
    if (
      !isSpread(standIn, roleArn) ||
      !standIn.identity.mayAssume(roleArn, 'iot.amazonaws.com', assumeContext(ruleArn))
    ) {
      throw invalidRequest(
        `AWS IoT (iot.amazonaws.com) is unable to assume role (sts:AssumeRole) on resource: ${roleArn}. ` +
          'If the role was just created or updated, please try again in a few seconds.',
      );
    }
  }
}

/** On AWS a role that was just made is not known everywhere for some seconds; a setting makes it so here. */
function isSpread({ identity, clock, settings }: StandIn, roleArn: string): boolean {
  const role = identity.role(roleArn);
  return role === undefined || clock.now() - role.createdAt >= settings.roleReadyAfterMs;
}
