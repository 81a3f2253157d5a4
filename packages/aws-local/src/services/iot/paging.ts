import type { RestRequest } from '../../stand-in.ts';
import { invalidRequest } from './errors.ts';
import { queryFlag, unfit } from './input.ts';

/** How an operation names its paging: the registry says maxResults and nextToken, certificates and policies pageSize and marker. */
export type PageNames = { size: string; token: string; defaultSize: number; maxSize: number };

export const REGISTRY_PAGES: PageNames = { size: 'maxResults', token: 'nextToken', defaultSize: 25, maxSize: 250 };
export const MARKER_PAGES: PageNames = { size: 'pageSize', token: 'marker', defaultSize: 25, maxSize: 250 };

/**
 * Cuts one page out of all items, in the order of `keyOf`. The token names the last key of the page before, so items that come and go
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
  const sorted = items.map((item) => [keyOf(item), item] as const).sort(([a], [b]) => (a < b ? -1 : 1));
  const rest = sorted.filter(([key]) => after === undefined || key > after);
  const cut = rest.slice(0, size);
  const last = cut.at(-1)?.[0];
  const more = rest.length > size && last !== undefined;
  return { items: cut.map(([, item]) => item), ...(more && { next: Buffer.from(last).toString('base64') }) };
}

/** Certificates and policies are listed in the order of their creation, the other way round with `isAscendingOrder=false`. */
export function creationKey<T extends { createdAt: number }>(request: RestRequest, idOf: (item: T) => string) {
  const ascending = queryFlag(request, 'isAscendingOrder') ?? true;
  const pad = (time: number) => String(ascending ? time : Number.MAX_SAFE_INTEGER - time).padStart(16, '0');
  return (item: T) => `${pad(item.createdAt)}/${idOf(item)}`;
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
