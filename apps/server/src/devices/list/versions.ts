import { compareVersions, parseVersion } from '@thingdock/device-protocol';
import type { VersionWish } from './filter.ts';

/** Those of the versions that are wished for. What is no version is below nothing. */
export function matchingVersions(known: readonly string[], wishes: readonly VersionWish[]): string[] {
  return known.filter((name) =>
    wishes.some((wish) => {
      if ('name' in wish) return wish.name === name;
      const version = parseVersion(name);
      return version !== undefined && compareVersions(version, wish.below) < 0;
    }),
  );
}

/** The oldest first; what is no version comes before all that are, by its letters. */
export function byVersion(a: string, b: string): number {
  const [left, right] = [parseVersion(a), parseVersion(b)];
  if (left && right) return compareVersions(left, right) || compareText(a, b);
  if (left || right) return left ? 1 : -1;
  return compareText(a, b);
}

const compareText = (a: string, b: string): number => (a < b ? -1 : Number(a > b));
