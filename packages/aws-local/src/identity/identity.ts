import type { Caller, ConditionContext, Identity, ResourcePolicy } from '../stand-in.ts';
import { accessDenied } from './denial.ts';
import { decide, decideAtResource, decideTrust, type ResourceQuestion, trusts } from './evaluate.ts';
import { policiesOf } from './policies-of.ts';
import { createPolicyReader } from './policy-reader.ts';
import { type IdentityTables, keyOfArn } from './records.ts';

/** Answers who may do what, from what IAM keeps at that moment: a change takes effect with the next call. */
export function createIdentity(tables: IdentityTables): Identity {
  const read = createPolicyReader();
  const statementsOf = (arn: string) =>
    (policiesOf(tables, arn) ?? []).flatMap(({ document }) => read(document, 'permissions'));
  const role: Identity['role'] = (arn) => {
    const key = keyOfArn(arn, 'role');
    const found = key ? tables.roles.get(key) : undefined;
    return found?.arn === arn ? found : undefined;
  };
  const mayCaller: Identity['mayCaller'] = (caller, action, resource, context = {}) => {
    if (isRoot(caller)) return 'allow';
    const question = { action, resource, context: { ...callerContext(caller), ...context } };
    return decide(statementsOf(caller.roleArn ?? caller.arn), question);
  };

  /** The caller's own policies alone decide about what has none. */
  const withPolicy = (policy: ResourcePolicy | undefined, question: Omit<ResourceQuestion, 'ownerId'>) =>
    policy === undefined
      ? question.identity
      : decideAtResource(read(policy.document, 'resource'), { ...question, ownerId: policy.ownerId });

  return {
    role,
    policiesOf: (arn) => policiesOf(tables, arn),
    mayAssume(roleArn, service, context) {
      const found = role(roleArn);
      return found !== undefined && trusts(read(found.trustPolicy, 'trust'), service, context);
    },
    mayTakeOn(caller, roleArn, given) {
      const found = role(roleArn);
      if (!found) return 'implicit_deny';
      const context = { ...callerContext(caller), ...given };
      const question = { action: 'sts:AssumeRole', resource: roleArn, context };
      const identity = mayCaller(caller, question.action, roleArn, given);
      const ownerId = roleArn.split(':')[4] ?? '';
      return decideTrust(read(found.trustPolicy, 'trust'), { ...question, caller, identity, ownerId });
    },
    mayRole(roleArn, action, resource, context = {}, policy) {
      const question = { action, resource, context };
      const identity = decide(role(roleArn) ? statementsOf(roleArn) : [], question);
      const caller = { arn: roleArn, roleArn, accountId: roleArn.split(':')[4] ?? '' };
      return withPolicy(policy, { ...question, caller, identity });
    },
    mayCaller,
    authorize(caller, action, resource, given, policy) {
      const identity = mayCaller(caller, action, resource, given);
      const context = { ...callerContext(caller), ...given };
      const decision = withPolicy(policy, { action, resource, context, caller, identity });
      if (decision === 'allow') return;
      throw accessDenied(caller, action, resource, decision, decision === identity ? 'identity' : 'resource');
    },
  };
}

export const isRoot = (caller: Caller) => caller.arn === `arn:aws:iam::${caller.accountId}:root`;

/** What every call says about who makes it; for a session `aws:PrincipalArn` is its role, and it has no user name. */
function callerContext(caller: Caller): ConditionContext {
  const user = /:user\/(?:.*\/)?([^/]+)$/.exec(caller.arn)?.[1];
  return {
    'aws:PrincipalArn': caller.roleArn ?? caller.arn,
    'aws:PrincipalAccount': caller.accountId,
    'aws:PrincipalType': caller.roleArn !== undefined ? 'AssumedRole' : isRoot(caller) ? 'Account' : 'User',
    'aws:userid': caller.userId,
    'aws:ViaAWSService': 'false',
    ...(user !== undefined && { 'aws:username': user }),
  };
}
