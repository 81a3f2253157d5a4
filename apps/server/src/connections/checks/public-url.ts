import { isIP } from 'node:net';
import { Fault } from '@thingdock/api';
import { type CheckStep, failed } from './check.ts';

/** AWS SNS delivers to public https addresses only. Whether this one can be reached shows when it tries. */
export const checkPublicUrl: CheckStep = {
  key: 'public_url',
  title: 'AWS can deliver to the public URL of this server',
  async run({ local, publicUrl }) {
    const url = publicUrl();
    const expected = 'An https address on the internet.';
    if (local) return { state: 'passed', found: `${url.origin}, which the local stand-in reaches.` };
    if (url.protocol === 'https:' && isPublicHost(url.hostname))
      return { state: 'passed', expected, found: url.origin };
    const fix = 'Set THINGDOCK_PUBLIC_URL to the https address under which AWS reaches this server.';
    return failed(new Fault('public_url_required'), { expected, found: url.origin, fix });
  },
};

/** Addresses and names that mean something inside a network only (RFC 1918, 3927, 4193, 6598, 6761, 6762). */
export function isPublicHost(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, '').toLowerCase();
  if (isIP(host) === 4)
    return !/^(0|10|127|169\.254|192\.168|172\.(1[6-9]|2\d|3[01])|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7]))\./.test(host);
  if (isIP(host) === 6) return !/^(::1?$|f[cd]|fe[89ab])/.test(host);
  return host.includes('.') && !/\.(local|localhost|internal|lan|home|test|invalid|example)$/.test(host);
}
