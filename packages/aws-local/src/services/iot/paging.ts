import type { RestRequest } from '../../stand-in.ts';
import { invalidRequest } from './errors.ts';
import { unfit } from './input.ts';

/** How an operation names its paging: the registry says maxResults and nextToken, certificates and policies pageSize and marker. */
export type PageNames = { size: string; token: string; defaultSize: number; maxSize: number };

export const REGISTRY_PAGES: PageNames = { size: 'maxResults', token: 'nextToken', defaultSize: 25, maxSize: 250 };
export const MARKER_PAGES: PageNames = { size: 'pageSize', token: 'marker', defaultSize: 25, maxSize: 250 };

/**
 * Cuts one page out of all items, which must be sorted by `keyOf`. The token names the last key of the page before, so items that come and go
 * between two calls neither repeat nor hide others.
 */
export function page<T>(
  request: RestRequest,
  names: PageNames,
  items: readonly T[],
  keyOf: (item: T) => string,
): { items: T[]; next?: string } {
  const size = sizeOf(request, names);
  const after = afterOf(request, names);
  const rest = after === undefined ? items : items.filter((item) => keyOf(item) > after);
  const cut = rest.slice(0, size);
  const last = cut.at(-1);
  const more = rest.length > size && last !== undefined;
  return { items: cut, ...(more && { next: Buffer.from(keyOf(last)).toString('base64') }) };
}

function sizeOf(request: RestRequest, { size, defaultSize, maxSize }: PageNames): number {
  const asked = request.query.get(size);
  if (asked === null) return defaultSize;
  const value = Number(asked);
  if (!Number.isInteger(value) || value < 1 || value > maxSize) {
    throw unfit(size, asked, `Member must be between 1 and ${maxSize}`);
  }
  return value;
}

function afterOf(request: RestRequest, { token }: PageNames): string | undefined {
  const sent = request.query.get(token);
  if (sent === null || sent === '') return undefined;
  const key = Buffer.from(sent, 'base64').toString('utf8');
  // Node decodes leniently; only what it would write itself is a token of ours.
  if (Buffer.from(key).toString('base64') !== sent) throw invalidRequest(`Invalid ${token}`);
  return key;
}
