import type { ConditionContext, Decision } from '../stand-in.ts';
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
  const question = { action: 'sts:AssumeRole', resource: '*', context };
  const applying = statements.filter(
    (statement) => (statement.principals?.Service.includes(service) ?? false) && applies(statement, question),
  );
  return applying.length > 0 && applying.every(({ effect }) => effect === 'Allow');
}

function applies({ actions, resources, conditions }: Statement, { action, resource, context }: Question): boolean {
  const named = actions.patterns.some((pattern) => matchesWildcard(pattern.toLowerCase(), action.toLowerCase()));
  if (named === actions.not) return false;
  const meant = resources?.patterns.some((pattern) => matchesWildcard(pattern, resource));
  if (resources && meant === resources.not) return false;
  return conditions.every((condition) => conditionHolds(condition, context));
}
