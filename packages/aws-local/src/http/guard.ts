import { isIPv4 } from 'node:net';

type Headers = Record<string, string | string[] | undefined>;

/**
 * Why a request must not be served, or undefined. Loopback does not keep browsers out: a page anywhere may send requests to it, and a name
 * that its owner points at 127.0.0.1 makes them look as if they came from the same site (DNS rebinding).
 * @param served host names besides loopback under which the stand-in answers
 */
export function guardProblem(headers: Headers, served: readonly string[]): string | undefined {
  const host = single(headers.host);
  const name = host === undefined ? undefined : hostName(host);
  if (name === undefined || !(isLoopbackName(name) || served.includes(name))) {
    return `aws-local does not answer under the host name ${name ?? '(none)'}; use localhost, or name the host when you start it.`;
  }
  const origin = single(headers.origin);
  if (origin !== undefined && hostOfOrigin(origin) !== host) {
    return `aws-local does not take requests from web pages of other origins (${origin}).`;
  }
  if (single(headers['sec-fetch-site']) === 'cross-site')
    return 'aws-local does not take requests from pages of other sites.';
  return undefined;
}

/** `localhost`, 127.0.0.0/8 and ::1 (with or without brackets). */
export function isLoopbackName(name: string): boolean {
  return name === 'localhost' || name === '::1' || name === '[::1]' || (isIPv4(name) && name.startsWith('127.'));
}

const single = (value: string | string[] | undefined) => (Array.isArray(value) ? value[0] : value);

const hostName = (host: string) => host.replace(/:\d+$/, '').toLowerCase();

function hostOfOrigin(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}
