import { AwsError, type Caller, type Decision } from '../stand-in.ts';

type Refusal = Exclude<Decision, 'allow'>;

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html */
export function accessDenied(
  caller: Caller,
  action: string,
  resource: string,
  decision: Refusal,
  by: 'identity' | 'resource' = 'identity',
): AwsError {
  const on = resource === '*' ? '' : ` on resource: ${resource}`;
  const why =
    decision === 'explicit_deny'
      ? `with an explicit deny in ${by === 'identity' ? 'an identity' : 'a resource'}-based policy`
      : `because no ${by}-based policy allows the ${action} action`;
  return new AwsError('AccessDenied', 403, `User: ${caller.arn} is not authorized to perform: ${action}${on} ${why}`);
}
