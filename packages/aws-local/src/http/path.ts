/** A path of the REST services: `/rules/:ruleName`; a last `:topic+` takes the rest. */
export type PathPattern = readonly { name?: string; literal?: string; greedy?: boolean }[];

export function parsePattern(pattern: string): PathPattern {
  return pattern
    .split('/')
    .slice(1)
    .map((segment) =>
      segment.startsWith(':')
        ? { name: segment.slice(1).replace(/\+$/, ''), greedy: segment.endsWith('+') }
        : { literal: segment },
    );
}

/**
 * The decoded parameters when the (still encoded) path fits; undefined otherwise, also when a segment is not valid percent-encoding.
 * A greedy parameter keeps the slashes between its segments.
 */
export function matchPath(pattern: PathPattern, path: string): Record<string, string> | undefined {
  const segments = path.split('/').slice(1);
  const params: Record<string, string> = {};
  for (const [index, { name, literal, greedy }] of pattern.entries()) {
    const sent = greedy ? segments.slice(index).join('/') : segments[index];
    if (sent === undefined || sent === '') return undefined;
    const value = decoded(sent);
    if (value === undefined) return undefined;
    if (name === undefined ? value !== literal : false) return undefined;
    if (name !== undefined) params[name] = value;
    if (greedy) return params;
  }
  return segments.length === pattern.length ? params : undefined;
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
