import { conditionHolds } from '../identity/conditions.ts';
import { coversAction } from '../identity/evaluate.ts';
import type { Condition, Statement } from '../identity/policy-document.ts';
import type { ConditionContext } from '../stand-in.ts';
import { compilePattern, fillIn, type Match, type Resolve, variablesOf } from './pattern.ts';

/** What IoT policies decide on an MQTT connection. */
export type DeviceAction = 'iot:Connect' | 'iot:Publish' | 'iot:RetainPublish' | 'iot:Receive' | 'iot:Subscribe';

/** What is known about a connection, as condition keys and variables; `connect` holds what only a connect brings. */
export type Facts = { context: ConditionContext; connect: ConditionContext };

/** The policies of one connection, ready for its messages. `resource` is a whole ARN. */
export type CompiledPolicy = { allows(action: DeviceAction, resource: string): boolean };

type Rule = { allow: Match[]; deny: Match[] };

/**
 * Decides once what can be decided once: variables and conditions do not change while a connection lasts, so that for a message only the
 * match of its topic is left. As with IAM, Deny beats Allow and what nobody allows is denied. An action is compiled when it is first
 * asked for: most devices of a large fleet are silent, and each costs memory.
 */
export function compilePolicy(statements: readonly Statement[], facts: Facts): CompiledPolicy {
  const rules: Partial<Record<DeviceAction, Rule>> = {};
  const matchOf = matchesOf();
  return {
    allows(action, resource) {
      rules[action] ??= ruleOf(statements, action, facts, matchOf);
      const { allow, deny } = rules[action];
      return !deny.some((match) => match(resource)) && allow.some((match) => match(resource));
    },
  };
}

function ruleOf(statements: readonly Statement[], action: DeviceAction, facts: Facts, matchOf: MatchOf): Rule {
  const context = action === 'iot:Connect' ? { ...facts.context, ...facts.connect } : facts.context;
  const rule: Rule = { allow: [], deny: [] };
  const resolve = resolver(context);
  for (const statement of statements) {
    if (!coversAction(statement, action)) continue;
    if (!statement.conditions.every((condition) => holds(condition, context, resolve))) continue;
    const match = matchOf(statement, resolve);
    if (statement.effect === 'Deny') rule.deny.push(match);
    else rule.allow.push(match);
  }
  return rule;
}

type MatchOf = (statement: Statement, resolve: Resolve) => Match;

/** Statements whose resources name no variable mean the same for every connection, which then share one match. */
const shared = new WeakMap<Statement, Match>();

/** Compiles the resources of each statement once, however many actions it is about. Resources know no variable that only a connect brings. */
function matchesOf(): MatchOf {
  const own = new Map<Statement, Match>();
  return (statement, resolve) => {
    const known = shared.get(statement) ?? own.get(statement);
    if (known) return known;
    const match = resourceMatch(statement, resolve);
    const isForAll = !statement.resources?.patterns.some((pattern) => variablesOf(pattern).length > 0);
    if (isForAll) shared.set(statement, match);
    else own.set(statement, match);
    return match;
  };
}

function resourceMatch({ resources }: Statement, resolve: Resolve): Match {
  const patterns = (resources?.patterns ?? []).map((pattern) => compilePattern(pattern, resolve));
  const [only] = patterns;
  if (only && patterns.length === 1 && !resources?.not) return only;
  const some: Match = (text) => patterns.some((match) => match(text));
  return resources?.not ? (text) => !some(text) : some;
}

/** Values may hold variables. One that stands for nothing, or would bring a wildcard into a pattern, fits nothing. */
function holds(condition: Condition, context: ConditionContext, resolve: Resolve): boolean {
  if (!condition.values.some((value) => variablesOf(value).length > 0)) return conditionHolds(condition, context);
  const isPattern = /Like|Arn/.test(condition.operator);
  const values = condition.values.flatMap((value) => {
    const unsafe = isPattern && variablesOf(value).some((name) => /[*?]/.test(resolve(name) ?? ''));
    const filled = unsafe ? undefined : fillIn(value, resolve);
    return filled === undefined ? [] : [filled];
  });
  return conditionHolds({ ...condition, values }, context);
}

function resolver(context: ConditionContext): Resolve {
  return (name) => {
    const value = Object.hasOwn(context, name) ? context[name] : undefined;
    return typeof value === 'string' ? value : undefined;
  };
}
