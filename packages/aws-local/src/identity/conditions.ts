import { BlockList, isIPv6 } from 'node:net';
import type { ConditionContext } from '../stand-in.ts';
import type { Condition } from './policy-document.ts';
import { matchesWildcard } from './wildcard.ts';

type Test = { negated: boolean; matches: (wanted: string, actual: string) => boolean };

const fold = (text: string) => text.toLowerCase();
const equals = (wanted: string, actual: string) => wanted === actual;
const equalsFolded = (wanted: string, actual: string) => fold(wanted) === fold(actual);

const TESTS: Record<string, Test> = {
  StringEquals: { negated: false, matches: equals },
  StringNotEquals: { negated: true, matches: equals },
  StringEqualsIgnoreCase: { negated: false, matches: equalsFolded },
  StringNotEqualsIgnoreCase: { negated: true, matches: equalsFolded },
  StringLike: { negated: false, matches: matchesWildcard },
  StringNotLike: { negated: true, matches: matchesWildcard },
  // AWS documents ArnEquals and ArnLike as behaving identically.
  ArnEquals: { negated: false, matches: matchesArn },
  ArnNotEquals: { negated: true, matches: matchesArn },
  ArnLike: { negated: false, matches: matchesArn },
  ArnNotLike: { negated: true, matches: matchesArn },
  Bool: { negated: false, matches: equalsFolded },
  IpAddress: { negated: false, matches: matchesAddress },
  NotIpAddress: { negated: true, matches: matchesAddress },
};

/** Whether a condition holds. All conditions of a statement must; of several values of one condition, one suffices (negated: none may match). */
export function conditionHolds({ operator, key, values }: Condition, context: ConditionContext): boolean {
  const actual = lookUp(context, key);
  if (operator === 'Null') return values.some((value) => (fold(value) === 'true') === (actual.length === 0));
  const ifExists = operator.endsWith('IfExists');
  const [, quantifier, name = ''] = /^(ForAllValues:|ForAnyValue:)?(.*?)(?:IfExists)?$/.exec(operator) ?? [];
  const test = TESTS[name];
  if (!test)
    throw new Error(`The condition operator ${operator} reached the evaluator although no policy with it is taken.`);
  const fits = (one: string) => values.some((wanted) => test.matches(wanted, one)) !== test.negated;
  if (quantifier === 'ForAllValues:') return actual.every(fits);
  if (quantifier === 'ForAnyValue:') return actual.some(fits);
  // A missing key fails a positive test and passes a negated one.
  if (actual.length === 0) return ifExists || test.negated;
  const some = actual.some((one) => values.some((wanted) => test.matches(wanted, one)));
  return test.negated ? !some : some;
}

function lookUp(context: ConditionContext, wanted: string): readonly string[] {
  const found = Object.entries(context).find(([key]) => fold(key) === fold(wanted))?.[1];
  return found === undefined ? [] : typeof found === 'string' ? [found] : found;
}

/** An address, or a range in CIDR form. */
function matchesAddress(wanted: string, actual: string): boolean {
  const [address = '', bits] = wanted.split('/');
  const family = isIPv6(address) ? 'ipv6' : 'ipv4';
  const range = new BlockList();
  range.addSubnet(address, bits === undefined ? (family === 'ipv6' ? 128 : 32) : Number(bits), family);
  return range.check(actual, isIPv6(actual) ? 'ipv6' : 'ipv4');
}

/** Each of the six colon-delimited parts is matched on its own. */
function matchesArn(wanted: string, actual: string): boolean {
  const [patterns, parts] = [arnParts(wanted), arnParts(actual)];
  return (
    patterns.length === parts.length && patterns.every((pattern, index) => matchesWildcard(pattern, parts[index] ?? ''))
  );
}

function arnParts(arn: string): string[] {
  const parts = arn.split(':');
  return parts.length <= 6 ? parts : [...parts.slice(0, 5), parts.slice(5).join(':')];
}
