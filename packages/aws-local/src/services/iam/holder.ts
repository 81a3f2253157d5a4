import type { Group, Holder, User } from '../../identity/records.ts';
import type { Access, Call, QueryOperation, QueryParams, Role, XmlValue } from '../../stand-in.ts';
import { limitExceeded, noSuchEntity } from './errors.ts';
import { entityName, pathPrefix, policyDocument } from './input.ts';
import { groupArn, iam, roleArn, theGroup, thePolicy, theRole, theUser, userArn } from './lookup.ts';
import { encodedDocument } from './output.ts';
import { PAGING, page } from './page.ts';

/**
 * Users, groups and roles hold policies in the same way, so that their operations differ only in names. Each operation still has its own file;
 * what they share is here.
 */
export type Kind = 'User' | 'Group' | 'Role';
type Held = Holder & { name: string };

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html: managed policies attached to one user, group or role.
const ATTACHED_LIMIT = 10;

const ARNS: Record<Kind, NonNullable<QueryOperation['resource']>> = { User: userArn, Group: groupArn, Role: roleArn };

function theHolder(kind: Kind, call: Call, params: QueryParams): Held {
  if (kind === 'Role') return theRole(call, params);
  if (kind === 'Group') return theGroup(call, params);
  // Unlike the operations on keys, these never mean the caller's own user.
  params.need('UserName');
  return theUser(call, params);
}

function save(kind: Kind, call: Call, held: Held): void {
  const { users, groups, roles, key } = iam(call);
  if (kind === 'User') users.set(key(held.name), held as User);
  else if (kind === 'Group') groups.set(key(held.name), held as Group);
  else roles.set(key(held.name), held as Role);
}

type Work = (call: Call, params: QueryParams, held: Held) => XmlValue;

/** An operation on the policies of one user, group or role. */
function onHolder(kind: Kind, name: string, parameters: readonly string[], work: Work): QueryOperation {
  return {
    name,
    parameters: [`${kind}Name`, ...parameters],
    resource: ARNS[kind],
    run: (call, params) => work(call, params, theHolder(kind, call, params)),
  };
}

/** Which managed policies somebody may hand out can be limited by their ARN. */
const managed: Access<QueryParams>['context'] = (_call, params) => ({ 'iam:PolicyARN': params.get('PolicyArn') ?? '' });

export const attachPolicy = (kind: Kind): QueryOperation => ({
  ...onHolder(kind, `Attach${kind}Policy`, ['PolicyArn'], (call, params, held) => {
    const { arn } = thePolicy(call, params.need('PolicyArn'));
    if (held.attached.includes(arn)) return undefined;
    if (held.attached.length >= ATTACHED_LIMIT) {
      throw limitExceeded(`Cannot exceed quota for PoliciesPer${kind}: ${ATTACHED_LIMIT}`);
    }
    save(kind, call, { ...held, attached: [...held.attached, arn] });
    return undefined;
  }),
  context: managed,
});

export const detachPolicy = (kind: Kind): QueryOperation => ({
  ...onHolder(kind, `Detach${kind}Policy`, ['PolicyArn'], (call, params, held) => {
    const arn = params.need('PolicyArn');
    if (!held.attached.includes(arn)) throw noSuchEntity(`Policy ${arn} was not found.`);
    save(kind, call, { ...held, attached: held.attached.filter((one) => one !== arn) });
    return undefined;
  }),
  context: managed,
});

export const listAttachedPolicies = (kind: Kind) =>
  onHolder(kind, `ListAttached${kind}Policies`, [...PAGING, 'PathPrefix'], (_call, params, held) => {
    const xml = (arn: string) => ({ PolicyName: arn.slice(arn.lastIndexOf('/') + 1), PolicyArn: arn });
    const prefix = `:policy${pathPrefix(params)}`;
    const shown = held.attached.filter((arn) => arn.includes(prefix));
    const { member, rest } = page(params, shown, (arn) => arn, xml);
    return { AttachedPolicies: { member }, ...rest };
  });

export const putPolicy = (kind: Kind) =>
  onHolder(kind, `Put${kind}Policy`, ['PolicyName', 'PolicyDocument'], (call, params, held) => {
    const name = entityName(params, 'PolicyName', 128);
    const document = policyDocument(params, 'PolicyDocument', 'permissions');
    save(kind, call, { ...held, inline: { ...held.inline, [name]: document } });
    return undefined;
  });

export const getPolicyOf = (kind: Kind) =>
  onHolder(kind, `Get${kind}Policy`, ['PolicyName'], (_call, params, held) => {
    const name = inlineName(kind, params, held);
    return {
      [`${kind}Name`]: held.name,
      PolicyName: name,
      PolicyDocument: encodedDocument(held.inline[name] ?? ''),
    };
  });

export const deletePolicyOf = (kind: Kind) =>
  onHolder(kind, `Delete${kind}Policy`, ['PolicyName'], (call, params, held) => {
    const { [inlineName(kind, params, held)]: _gone, ...inline } = held.inline;
    save(kind, call, { ...held, inline });
    return undefined;
  });

export const listPoliciesOf = (kind: Kind) =>
  onHolder(kind, `List${kind}Policies`, PAGING, (_call, params, held) => {
    const { member, rest } = page(
      params,
      Object.keys(held.inline),
      (name) => name,
      (name) => name,
    );
    return { PolicyNames: { member }, ...rest };
  });

function inlineName(kind: Kind, params: QueryParams, held: Held): string {
  const name = params.need('PolicyName');
  if (!Object.hasOwn(held.inline, name)) {
    throw noSuchEntity(`The ${kind.toLowerCase()} policy with name ${name} cannot be found.`);
  }
  return name;
}
