import { coversAction, matches, readStatements, type Verdict } from './document.ts';

/** `document` where it could be read; AWS's own are known by name. */
export type ManagedPolicy = { name: string; arn: string; document?: unknown };

/** What could be read of a role's policies. `undefined`: reading was not allowed. */
export type RolePolicies = {
  managed: readonly ManagedPolicy[] | undefined;
  /** Parsed documents; one that cannot be understood is `undefined`. */
  inline: readonly unknown[] | undefined;
  /** The action that would let the first unread part be read. */
  unread?: string | undefined;
};

/**
 * Actions of AWS's own policies, as far as our rules need any. Read from the AWS managed policy reference. A policy that is
 * not listed may allow anything.
 */
const AWS_MANAGED: Readonly<Record<string, readonly string[]>> = {
  AdministratorAccess: ['*'],
  PowerUserAccess: ['sns:*', 'iot:*'],
  AmazonSNSFullAccess: ['sns:*'],
  AWSIoTFullAccess: ['iot:*'],
  AWSIoTDataAccess: ['iot:Publish'],
  AWSIoTRuleActions: ['iot:Publish', 'sns:Publish'],
  AWSIoTLogging: [],
  AWSIoTThingsRegistration: [],
  AmazonSNSReadOnlyAccess: [],
  AWSIoTConfigReadOnlyAccess: [],
};

/** Whether the role's policies allow an action on a resource. A resource may hold `*` where any value will do. */
export function allows(policies: RolePolicies, action: string, resource: string): Verdict {
  const inline = policies.inline?.map((document) => documentAllows(document, action, resource));
  const managed = policies.managed?.map((policy) => managedAllows(policy, action, resource));
  const found = [...(managed ?? []), ...(inline ?? [])];
  if (found.includes('denies')) return 'no';
  const complete = managed !== undefined && inline !== undefined && !found.includes('cannot_tell');
  // With something unread there might be a denial in it; that is rare enough for an allowance to count.
  if (found.includes('yes')) return 'yes';
  return complete ? 'no' : 'cannot_tell';
}

/**
 * Whether the attached policies, which alone could be read, give reason to doubt. Not enough to refuse, but enough to
 * explain a failure that follows.
 */
export function seemsMissing(policies: RolePolicies, action: string, resource: string): boolean {
  if (!policies.managed) return false;
  return allows({ managed: policies.managed, inline: policies.inline ?? [] }, action, resource) === 'no';
}

/** Whether a policy is one of AWS's own, which are the same in every account. */
export const isOfAws = ({ arn }: Pick<ManagedPolicy, 'arn'>): boolean => /^arn:aws[a-z-]*:iam::aws:policy\//.test(arn);

function managedAllows(policy: ManagedPolicy, action: string, resource: string): Verdict | 'denies' {
  const known = isOfAws(policy) ? AWS_MANAGED[policy.name] : undefined;
  if (!known) return policy.document === undefined ? 'cannot_tell' : documentAllows(policy.document, action, resource);
  return known.some((pattern) => matches(pattern, action, true)) ? 'yes' : 'no';
}

function documentAllows(document: unknown, action: string, resource: string): Verdict | 'denies' {
  const statements = readStatements(document);
  if (!statements) return 'cannot_tell';
  const applying = statements.filter(
    (it) => coversAction(it, action) && (it.notResources !== undefined || coversResource(it.resources, resource)),
  );
  const isPlain = (it: (typeof applying)[number]) => Object.keys(it.conditions).length === 0 && !it.notResources;
  if (applying.some((it) => it.effect === 'Deny' && isPlain(it))) return 'denies';
  if (applying.some((it) => it.effect === 'Allow' && isPlain(it))) return 'yes';
  return applying.some((it) => it.effect === 'Allow') ? 'cannot_tell' : 'no';
}

const coversResource = (patterns: readonly string[], resource: string): boolean =>
  patterns.some((pattern) => matches(pattern, resource));
