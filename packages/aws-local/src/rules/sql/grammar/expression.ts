import type { ArithmeticOperator, Comparison, Expression } from '../ast.ts';
import type { Grammar } from './grammar.ts';
import { postfix } from './postfix.ts';

/** Operators, one function for each strength, the loosest first. */

const COMPARISONS = new Map<string, Comparison>([
  ...(['=', '<>', '<', '<=', '>', '>='] as const).map((sign): [string, Comparison] => [sign, sign]),
  ['!=', '<>'],
]);

/** `a OR b` */
export function disjunction(input: Grammar): Expression {
  let left = conjunction(input);
  while (input.skipKeyword('or')) left = { kind: 'or', left, right: conjunction(input) };
  return left;
}

function conjunction(input: Grammar): Expression {
  let left = negation(input);
  while (input.skipKeyword('and')) left = { kind: 'and', left, right: negation(input) };
  return left;
}

function negation(input: Grammar): Expression {
  if (!input.skipKeyword('not')) return comparison(input);
  return { kind: 'not', operand: input.nested(() => negation(input)) };
}

/** Comparisons do not chain: `a < b < c` is refused. */
function comparison(input: Grammar): Expression {
  const left = sum(input);
  if (input.skipKeyword('in')) return { kind: 'in', item: left, list: sum(input) };
  const operator = input.peek().kind === 'symbol' ? COMPARISONS.get(input.peek().text) : undefined;
  if (!operator) return left;
  input.next();
  return { kind: 'compare', operator, left, right: sum(input) };
}

function sum(input: Grammar): Expression {
  return leftToRight(input, ['+', '-'], product);
}

function product(input: Grammar): Expression {
  return leftToRight(input, ['*', '/', '%'], postfix);
}

function leftToRight(
  input: Grammar,
  operators: readonly ArithmeticOperator[],
  operand: (input: Grammar) => Expression,
): Expression {
  let left = operand(input);
  for (;;) {
    const operator = operators.find((sign) => input.skipSymbol(sign));
    if (!operator) return left;
    left = { kind: 'arithmetic', operator, left, right: operand(input) };
  }
}
