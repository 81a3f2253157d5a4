import type { Ids } from '@thingdock/effects';

/** Ids that count, so that a test reads the same each time. The seed keeps two sources in one test apart. */
export function fakeIds(seed = 0): Ids {
  let count = 0;
  const next = () => {
    count += 1;
    return count;
  };
  const hex = (digits: number) => next().toString(16).padStart(digits, '0');
  return {
    uuid: () => `${seed.toString(16).padStart(8, '0')}-0000-4000-8000-${hex(12)}`,
    token: (bytes = 24) => `${seed.toString(36)}t${hex(8)}`.padEnd(Math.ceil((bytes * 4) / 3), 'x'),
    pick: (alphabet, length) => {
      let rest = next();
      return Array.from({ length }, () => {
        const char = alphabet[rest % alphabet.length];
        rest = Math.floor(rest / alphabet.length);
        return char;
      })
        .reverse()
        .join('');
    },
  };
}
