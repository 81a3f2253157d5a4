import type { Pair } from '../ui/pair-rows.tsx';

const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** What is wrong with names of environment variables, by their place. Rows that are empty altogether do not count. */
export function pairFaults(pairs: readonly Pair[]): Record<number, string> {
  const faults: Record<number, string> = {};
  for (const [index, { name, value }] of pairs.entries()) {
    if (name === '' && value === '') continue;
    if (!NAME.test(name)) faults[index] = 'Letters, digits and _, not beginning with a digit.';
    else if (pairs.findIndex((pair) => pair.name === name) < index) faults[index] = `${name} is there twice.`;
  }
  return faults;
}

export const toRecord = (pairs: readonly Pair[]): Record<string, string> =>
  Object.fromEntries(pairs.filter(({ name }) => name !== '').map(({ name, value }) => [name, value]));

export const toPairs = (record: Readonly<Record<string, string>>): Pair[] =>
  Object.entries(record).map(([name, value]) => ({ name, value }));
