import { AwsError, type Caller, type ConditionContext, type Decision, type Identity } from '../stand-in.ts';
import { decide, trusts } from './evaluate.ts';
import { awsManagedPolicy } from './managed-policies.ts';
import { type PolicyKind, readPolicy, type Statement } from './policy-document.ts';
import { type IdentityTables, keyOfArn } from './records.ts';

type Holder = { attached: readonly string[]; inline: Record<string, string> };

/** Answers who may do what, from what IAM keeps at that moment: a change takes effect with the next call. */
export function createIdentity(tables: IdentityTables): Identity {
  const parse = rememberParsed();
  const document = (arn: string) => {
    const key = keyOfArn(arn, 'policy');
    return (awsManagedPolicy(arn) ?? (key ? tables.policies.get(key) : undefined))?.document;
  };
  const statementsOf = (holder: Holder | undefined): Statement[] => {
    const texts = holder ? [...holder.attached.map(document), ...Object.values(holder.inline)] : [];
    return texts.flatMap((text) => (text === undefined ? [] : parse(text, 'permissions')));
  };
  const role: Identity['role'] = (arn) => {
    const key = keyOfArn(arn, 'role');
    const found = key ? tables.roles.get(key) : undefined;
    return found?.arn === arn ? found : undefined;
  };
  const mayCaller: Identity['mayCaller'] = (caller, action, resource, context = {}) => {
    if (isRoot(caller)) return 'allow';
    const key = keyOfArn(caller.arn, 'user');
    const question = { action, resource, context: { ...callerContext(caller), ...context } };
    return decide(statementsOf(key ? tables.users.get(key) : undefined), question);
  };

  return {
    role,
    mayAssume(roleArn, service, context) {
      const found = role(roleArn);
      return found !== undefined && trusts(parse(found.trustPolicy, 'trust'), service, context);
    },
    mayRole: (roleArn, action, resource, context = {}) =>
      decide(statementsOf(role(roleArn)), { action, resource, context }),
    mayCaller,
    authorize(caller, action, resource, context) {
      const decision = mayCaller(caller, action, resource, context);
      if (decision !== 'allow') throw accessDenied(caller, action, resource, decision);
    },
  };
}

const isRoot = (caller: Caller) => caller.arn === `arn:aws:iam::${caller.accountId}:root`;

const callerContext = (caller: Caller): ConditionContext => ({
  'aws:PrincipalArn': caller.arn,
  'aws:PrincipalAccount': caller.accountId,
  'aws:userid': caller.userId,
  'aws:username': caller.arn.slice(caller.arn.lastIndexOf('/') + 1),
});

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html */
function accessDenied(
  caller: Caller,
  action: string,
  resource: string,
  decision: Exclude<Decision, 'allow'>,
): AwsError {
  const on = resource === '*' ? '' : ` on resource: ${resource}`;
  const why =
    decision === 'explicit_deny'
      ? 'with an explicit deny in an identity-based policy'
      : `because no identity-based policy allows the ${action} action`;
  return new AwsError('AccessDenied', 403, `User: ${caller.arn} is not authorized to perform: ${action}${on} ${why}`);
}

/** Policies are few and asked for with every call, so each text is parsed once. */
function rememberParsed() {
  const parsed = new Map<string, Statement[]>();
  return (text: string, kind: PolicyKind): Statement[] => {
    const key = `${kind}:${text}`;
    const known = parsed.get(key);
    if (known) return known;
    const reading = readPolicy(text, kind);
    if ('problem' in reading) throw new Error(`A stored policy cannot be read: ${reading.problem.message}`);
    if (parsed.size >= 1000) parsed.clear();
    parsed.set(key, reading.statements);
    return reading.statements;
  };
}
