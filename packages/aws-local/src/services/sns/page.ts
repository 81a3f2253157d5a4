import type { QueryParams, XmlValue } from '../../stand-in.ts';
import { invalidParameter } from './errors.ts';

const PAGE = 100;

/** SNS lists a hundred at a time. Items must come in the order of their keys; the token is the last key of the page before. */
export function page<T>(
  params: QueryParams,
  items: readonly (readonly [key: string, item: T])[],
  xml: (item: T) => XmlValue,
): { member: XmlValue[]; NextToken?: string } {
  const after = decodeToken(params.get('NextToken'));
  const open = items.filter(([key]) => after === undefined || key > after);
  const shown = open.slice(0, PAGE);
  const last = shown.at(-1)?.[0];
  const member = shown.map(([, item]) => xml(item));
  return open.length > shown.length && last !== undefined ? { member, NextToken: encodeToken(last) } : { member };
}

const encodeToken = (key: string) => Buffer.from(`after:${key}`).toString('base64url');

function decodeToken(token: string | undefined): string | undefined {
  if (token === undefined) return undefined;
  const text = Buffer.from(token, 'base64url').toString();
  if (!text.startsWith('after:')) throw invalidParameter('NextToken');
  return text.slice('after:'.length);
}
