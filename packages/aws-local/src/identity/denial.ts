import { AwsError, type Caller, type Decision } from '../stand-in.ts';

type Refusal = Exclude<Decision, 'allow'>;

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html */
export function accessDenied(caller: Caller, action: string, resource: string, decision: Refusal): AwsError {
  const on = resource === '*' ? '' : ` on resource: ${resource}`;
  const why =
    decision === 'explicit_deny'
      ? 'with an explicit deny in an identity-based policy'
      : `because no identity-based policy allows the ${action} action`;
  return new AwsError('AccessDenied', 403, `User: ${caller.arn} is not authorized to perform: ${action}${on} ${why}`);
}
