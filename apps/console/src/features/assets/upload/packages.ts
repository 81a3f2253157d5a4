import type { FlowCheck } from '@thingdock/api';

/** A package that a flow needs: for which kinds of nodes, and in which version. */
export type Need = { name: string; version: string; types: readonly string[] };

/** What npm takes when nobody says which. */
export const NEWEST = 'latest';

/**
 * The packages that a flow needs, by name: what its nodes ask for, and what was added by hand. Versions are those typed
 * here, else those of the version before, else the newest.
 */
export function packageNeeds(
  check: Pick<FlowCheck, 'types'> | undefined,
  before: Readonly<Record<string, string>>,
  typed: Readonly<Record<string, string>>,
): Need[] {
  const types = new Map<string, string[]>();
  for (const { type, core, package: name } of check?.types ?? [])
    if (!core && name !== null) types.set(name, [...(types.get(name) ?? []), type]);
  const names = new Set([...types.keys(), ...Object.keys(typed)]);
  return [...names].sort().map((name) => ({
    name,
    version: typed[name] ?? before[name] ?? NEWEST,
    types: types.get(name) ?? [],
  }));
}

/** Kinds of nodes that no known package brings: whoever uploads has to name it. */
export function unknownTypes({ types }: Pick<FlowCheck, 'types'>): string[] {
  return types.filter(({ core, package: name }) => !core && name === null).map(({ type }) => type);
}

const NAME = /^(@[a-z0-9-~][a-z0-9-._~]*\/)?[a-z0-9-~][a-z0-9-._~]*$/;
export const isPackageName = (name: string): boolean => NAME.test(name);

/** What is sent: packages with a version. */
export function toPackages(needs: readonly Need[]): Record<string, string> {
  return Object.fromEntries(needs.map(({ name, version }) => [name, version.trim() || NEWEST]));
}
