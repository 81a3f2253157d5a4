import { createHash } from 'node:crypto';

/** A request as it came over the wire. */
export type SignedRequest = {
  method: string;
  /** The path as sent, still percent-encoded, without the query. */
  path: string;
  /** The query as sent, without `?`. */
  query: string;
  /** In the order of sending; a name may come more than once. */
  headers: readonly (readonly [name: string, value: string])[];
  body: Buffer;
};

export type CanonicalOptions = {
  signedHeaders: readonly string[];
  /** Query parameters that are not part of what was signed. */
  withoutQuery: readonly string[];
  /** `twice`: the sent path is encoded once more (all services but S3); `once`: it is taken as sent. */
  pathEncoding: 'once' | 'twice';
  /** Removes empty, `.` and `..` segments first. */
  normalizePath: boolean;
};

/**
 * The canonical request of Signature Version 4.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 * Throws URIError when the query (or, with `once`, the path) is not valid percent-encoding.
 */
export function canonicalRequest(request: SignedRequest, options: CanonicalOptions): string {
  return [
    request.method,
    canonicalPath(request.path, options),
    canonicalQuery(request.query, options.withoutQuery),
    ...options.signedHeaders.map((name) => `${name}:${headerValue(request.headers, name)}`),
    '',
    options.signedHeaders.join(';'),
    sha256Hex(request.body),
  ].join('\n');
}

export const sha256Hex = (data: Buffer | string) => createHash('sha256').update(data).digest('hex');

/** Percent-encodes all but the unreserved characters of RFC 3986. */
export const uriEncode = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);

function canonicalPath(path: string, { pathEncoding, normalizePath }: CanonicalOptions): string {
  const segments = (normalizePath ? normalize(path) : path).split('/');
  const plain = pathEncoding === 'once' ? segments.map(decodeURIComponent) : segments;
  return plain.map(uriEncode).join('/') || '/';
}

function normalize(path: string): string {
  const kept: string[] = [];
  const segments = path.split('/').filter((segment) => segment !== '' && segment !== '.');
  for (const segment of segments) {
    if (segment === '..') kept.pop();
    else kept.push(segment);
  }
  const endsOpen = /(^|\/)\.{0,2}$/.test(path) && kept.length > 0;
  return `/${kept.join('/')}${endsOpen ? '/' : ''}`;
}

function canonicalQuery(query: string, without: readonly string[]): string {
  return query
    .split('&')
    .filter((part) => part !== '')
    .map((part) => {
      const at = part.indexOf('=');
      return at < 0 ? [part, ''] : [part.slice(0, at), part.slice(at + 1)];
    })
    .map(([name = '', value = '']) => [decodeURIComponent(name), decodeURIComponent(value)] as const)
    .filter(([name]) => !without.includes(name))
    .map(([name, value]) => [uriEncode(name), uriEncode(value)] as const)
    .sort(([a, x], [b, y]) => (a === b ? compare(x, y) : compare(a, b)))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

function headerValue(headers: SignedRequest['headers'], wanted: string): string {
  return headers
    .filter(([name]) => name.toLowerCase() === wanted)
    .map(([, value]) => value.trim().replace(/\s+/g, ' '))
    .join(',');
}
