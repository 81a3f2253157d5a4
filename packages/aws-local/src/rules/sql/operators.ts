import { sameJson } from '../../json.ts';
import type { ArithmeticOperator, CastType, Comparison } from './ast.ts';
import { finite, type SqlValue, toBoolean, toDecimal, toText } from './values.ts';

/** The tables of "Operators" and of `cast`. Undefined in, undefined out. */

export function not(value: SqlValue): boolean | undefined {
  const truth = toBoolean(value);
  return truth === undefined ? undefined : !truth;
}

/** Unlike in standard SQL, `true OR Undefined` is Undefined. */
export function connect(operator: 'and' | 'or', left: SqlValue, right: SqlValue): boolean | undefined {
  const [a, b] = [toBoolean(left), toBoolean(right)];
  if (a === undefined || b === undefined) return undefined;
  return operator === 'and' ? a && b : a || b;
}

export function compare(operator: Comparison, left: SqlValue, right: SqlValue): boolean | undefined {
  if (left === undefined || right === undefined) return undefined;
  // Values of different types are never equal, so JSON equality is the right one.
  if (operator === '=') return sameJson(left, right);
  if (operator === '<>') return !sameJson(left, right);
  const [a, b] = [toDecimal(left), toDecimal(right)];
  if (a === undefined || b === undefined) return undefined;
  if (operator === '<') return a < b;
  if (operator === '<=') return a <= b;
  return operator === '>' ? a > b : a >= b;
}

export function isIn(item: SqlValue, list: SqlValue): boolean | undefined {
  if (item === undefined || !Array.isArray(list)) return undefined;
  return list.some((one) => sameJson(one, item));
}

/** `+` joins when a string is involved; the others read strings as numbers. */
export function calculate(operator: ArithmeticOperator, left: SqlValue, right: SqlValue): SqlValue {
  if (operator === '+') return add(left, right);
  const [a, b] = [toDecimal(left), toDecimal(right)];
  if (a === undefined || b === undefined) return undefined;
  if (operator === '-') return finite(a - b);
  if (operator === '*') return finite(a * b);
  if (operator === '%') return finite(a % b);
  // Two Ints make an Int; a string counts as a Decimal.
  return finite(Number.isInteger(left) && Number.isInteger(right) ? Math.trunc(a / b) : a / b);
}

function add(left: SqlValue, right: SqlValue): SqlValue {
  if (typeof left === 'number' && typeof right === 'number') return finite(left + right);
  if (typeof left !== 'string' && typeof right !== 'string') return undefined;
  const [a, b] = [toText(left), toText(right)];
  return a === undefined || b === undefined ? undefined : a + b;
}

/** As the conversions that happen by themselves, and between numbers and booleans. */
export function cast(value: SqlValue, type: CastType): SqlValue {
  if (type === 'string') return toText(value);
  if (type === 'boolean') return typeof value === 'number' ? value !== 0 : toBoolean(value);
  const decimal = typeof value === 'boolean' ? Number(value) : toDecimal(value);
  return decimal !== undefined && type === 'int' ? Math.floor(decimal) : decimal;
}
