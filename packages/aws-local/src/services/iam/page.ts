import type { QueryParams, XmlValue } from '../../stand-in.ts';
import { validationError } from './errors.ts';

/** The parameters of every paged list of IAM. */
export const PAGING = ['Marker', 'MaxItems'] as const;

type Page = { member: XmlValue[]; rest: { IsTruncated: boolean; Marker?: string } };

/**
 * One page of items in the order of their keys. The marker is the last key of the page before, so each item comes once whatever the page size,
 * also when others are added or deleted in between.
 */
export function page<T>(
  params: QueryParams,
  items: readonly T[],
  key: (item: T) => string,
  xml: (item: T) => XmlValue,
): Page {
  const size = Number(params.get('MaxItems') ?? 100);
  if (!Number.isInteger(size) || size < 1 || size > 1000) throw validationError('MaxItems must be between 1 and 1000.');
  const after = decodeMarker(params.get('Marker'));
  const open = [...items]
    .sort((a, b) => (key(a) < key(b) ? -1 : 1))
    .filter((item) => after === undefined || key(item) > after);
  const shown = open.slice(0, size);
  const last = shown.at(-1);
  const truncated = open.length > shown.length && last !== undefined;
  return {
    member: shown.map(xml),
    rest: truncated ? { IsTruncated: true, Marker: encodeMarker(key(last)) } : { IsTruncated: false },
  };
}

const encodeMarker = (key: string) => Buffer.from(`after:${key}`).toString('base64url');

function decodeMarker(marker: string | undefined): string | undefined {
  if (marker === undefined) return undefined;
  const text = Buffer.from(marker, 'base64url').toString();
  if (!text.startsWith('after:')) throw validationError(`Invalid Marker: ${marker}`);
  return text.slice('after:'.length);
}
