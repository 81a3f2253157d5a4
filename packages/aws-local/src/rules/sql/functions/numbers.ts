import { finite, type SqlValue, toDecimal, toInt } from '../values.ts';
import type { SqlFunction, SqlFunctions } from './function.ts';

/** Numbers, and strings that are written like one. */

const ofOne = (calculate: (value: number) => number): SqlFunction => ({
  args: [1, 1],
  call([first]) {
    const value = toDecimal(first);
    return value === undefined ? undefined : finite(calculate(value));
  },
});

const ofTwo = (calculate: (a: number, b: number) => number): SqlFunction => ({
  args: [2, 2],
  call(args) {
    const [a, b] = args.map(toDecimal);
    return a === undefined || b === undefined ? undefined : finite(calculate(a, b));
  },
});

/** Ints may have more than 32 bits. */
const ofBits = (calculate: (a: bigint, b: bigint) => bigint): SqlFunction => ({
  args: [2, 2],
  call(args) {
    const [a, b] = args.map(toInt);
    return a === undefined || b === undefined ? undefined : Number(calculate(BigInt(a), BigInt(b)));
  },
});

const remainder = ofTwo((a, b) => a % b);

export const numberFunctions: SqlFunctions = {
  abs: ofOne(Math.abs),
  acos: ofOne(Math.acos),
  asin: ofOne(Math.asin),
  atan: ofOne(Math.atan),
  atan2: ofTwo(Math.atan2),
  bitand: ofBits((a, b) => a & b),
  bitor: ofBits((a, b) => a | b),
  bitxor: ofBits((a, b) => a ^ b),
  bitnot: ofOne((value) => Number(flipped(BigInt(Math.floor(value))))),
  ceil: ofOne(Math.ceil),
  cos: ofOne(Math.cos),
  cosh: ofOne(Math.cosh),
  exp: ofOne(Math.exp),
  floor: ofOne(Math.floor),
  ln: ofOne(Math.log),
  log: ofOne(Math.log10),
  mod: remainder,
  /** The first when it is a value, else the second. */
  nanvl: { args: [2, 2], call: ([first, second]) => first ?? second },
  power: ofTwo((base, exponent) => base ** exponent),
  remainder,
  /** Halves go away from zero: `round(-1.5)` is -2. */
  round: ofOne((value) => Math.sign(value) * Math.round(Math.abs(value))),
  sign: ofOne(Math.sign),
  sin: ofOne(Math.sin),
  sinh: ofOne(Math.sinh),
  sqrt: ofOne(Math.sqrt),
  tan: ofOne(Math.tan),
  tanh: ofOne(Math.tanh),
  trunc: { args: [2, 2], call: ([value, places]) => truncate(value, places) },
};

/** Only the bits that the number needs: AWS's example says that `bitnot(13)` is 2. */
function flipped(value: bigint): bigint {
  return value < 0n ? ~value : value ^ ((1n << BigInt(value.toString(2).length)) - 1n);
}

/** By cutting digits, since multiplying would round: 0.29 has 29 hundredths. */
function truncate(value: SqlValue, places: SqlValue): SqlValue {
  const [decimal, wanted] = [toDecimal(value), toInt(places)];
  if (decimal === undefined || wanted === undefined) return undefined;
  const text = String(decimal);
  const point = text.indexOf('.');
  if (point === -1 || text.includes('e')) return Math.abs(decimal) < 1 ? 0 : decimal;
  return Number(text.slice(0, point + 1 + Math.min(Math.max(wanted, 0), 34)));
}
