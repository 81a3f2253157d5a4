/** Major, minor, patch. What follows (`-beta.1`) does not count: a test version can what its release can. */
export type Version = readonly [number, number, number];

/** Reads `2.18.2`, `2.18` or `v2.18.2-rc.1`; undefined for anything else. */
export function parseVersion(text: string): Version | undefined {
  const [, major, minor, patch = '0'] = /^v?(\d{1,9})\.(\d{1,9})(?:\.(\d{1,9}))?(?:[-+].*)?$/.exec(text.trim()) ?? [];
  return major === undefined ? undefined : [Number(major), Number(minor), Number(patch)];
}

/** Below zero when `a` is the older one, zero when they are the same, above when it is the newer one. */
export function compareVersions(a: Version, b: Version): number {
  const differing = a.findIndex((part, index) => part !== b[index]);
  return differing < 0 ? 0 : (a[differing] ?? 0) - (b[differing] ?? 0);
}
