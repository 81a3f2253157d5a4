import type { Caller, ConditionContext, Decision } from '../stand-in.ts';
import { conditionHolds } from './conditions.ts';
import type { Statement } from './policy-document.ts';
import { matchesWildcard } from './wildcard.ts';

export type Question = { action: string; resource: string; context: ConditionContext };

/**
 * What a set of permission statements says to one action: an explicit deny beats every allow, and what nobody allows is denied.
 * An action without a resource type is asked with the resource `*`, which only a statement on `*` covers.
 */
export function decide(statements: readonly Statement[], question: Question): Decision {
  const applying = statements.filter((statement) => applies(statement, question));
  if (applying.some(({ effect }) => effect === 'Deny')) return 'explicit_deny';
  return applying.length > 0 ? 'allow' : 'implicit_deny';
}

/** Whether a trust policy lets a service assume the role. */
export function trusts(statements: readonly Statement[], service: string, context: ConditionContext): boolean {
  const named = statements.filter(({ principals }) => principals?.Service.includes(service) ?? false);
  return decide(named, { action: 'sts:AssumeRole', resource: '*', context }) === 'allow';
}

/** What is asked of something that has a policy of its own: a role with its trust policy, a topic with its access policy. */
export type ResourceQuestion = Question & {
  caller: Pick<Caller, 'accountId' | 'arn' | 'roleArn'>;
  /** What the caller's own policies say. */
  identity: Decision;
  /** The account that the resource belongs to. */
  ownerId: string;
};

/**
 * Policies of caller and resource together. Inside one account it is enough that either side allows: the caller's policies, or the resource's
 * when it names the caller itself or everybody; naming the account only hands the decision to the caller's. Between accounts both must allow.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export function decideAtResource(statements: readonly Statement[], question: ResourceQuestion): Decision {
  const decision = decideTrust(statements, question);
  const own = question.caller.accountId === question.ownerId;
  return decision === 'implicit_deny' && own ? question.identity : decision;
}

/** The same for taking on a role, where nobody comes in whom the trust policy does not name, whatever their own policies say. */
export function decideTrust(statements: readonly Statement[], question: ResourceQuestion): Decision {
  const { caller, identity, ownerId } = question;
  const applying = statements
    .map((statement) => ({ effect: statement.effect, named: named(statement, caller), statement }))
    .filter(({ named: how, statement }) => how !== 'not' && applies(statement, question));
  if (identity === 'explicit_deny' || applying.some(({ effect }) => effect === 'Deny')) return 'explicit_deny';
  const itself = applying.some(({ named: how }) => how === 'itself');
  if (caller.accountId === ownerId && itself) return 'allow';
  return applying.length > 0 && identity === 'allow' ? 'allow' : 'implicit_deny';
}

function named({ principals }: Statement, { accountId, arn, roleArn }: ResourceQuestion['caller']) {
  const names = principals?.AWS ?? [];
  if (names.includes('*') || names.includes(arn) || (roleArn !== undefined && names.includes(roleArn))) return 'itself';
  return names.includes(accountId) || names.includes(`arn:aws:iam::${accountId}:root`) ? 'by account' : 'not';
}

/** Whether a statement speaks about the action on the resource, whoever asks. */
export function applies({ actions, resources, conditions }: Statement, question: Question): boolean {
  if (!coversAction({ actions }, question.action)) return false;
  const meant = resources?.patterns.some((pattern) => matchesWildcard(pattern, question.resource));
  if (resources && meant === resources.not) return false;
  return conditions.every((condition) => conditionHolds(condition, question.context));
}

export function coversAction({ actions }: Pick<Statement, 'actions'>, action: string): boolean {
  const listed = actions.patterns.some((pattern) => matchesWildcard(pattern.toLowerCase(), action.toLowerCase()));
  return listed !== actions.not;
}
