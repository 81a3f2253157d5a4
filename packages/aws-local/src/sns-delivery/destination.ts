import { isLoopbackName } from '../http/guard.ts';

/**
 * Why SNS must not send to this endpoint, or undefined. A stand-in on a developer's machine has no business with other hosts: it delivers to
 * loopback, and elsewhere only to hosts that were named at its start.
 */
export function destinationProblem(
  protocol: string,
  endpoint: string,
  allowedHosts: readonly string[],
): string | undefined {
  if (!URL.canParse(endpoint)) return 'Endpoint must be a URL';
  const url = new URL(endpoint);
  if (url.protocol !== `${protocol}:`) return 'Endpoint must match the specified protocol';
  if (url.username !== '' || url.password !== '') return 'aws-local does not implement credentials in the endpoint';
  if (!isLoopbackName(url.hostname) && !allowedHosts.includes(url.hostname)) {
    return `aws-local delivers to loopback only; start it with ${url.hostname} as an allowed delivery host to send there`;
  }
  return undefined;
}
