import { partitionOf, SUFFIXES } from './partition.ts';

/** An AWS IoT endpoint as a user typed it, taken apart. */
export type IotEndpoint = {
  /** In lower case, without scheme, port and path. */
  host: string;
  region: string;
  partition: string;
  /** With Amazon Trust Services' certificate chain; Node trusts no other. */
  ats: boolean;
  /** `false` for the region's common host, which proves nothing about whose account is meant. */
  ofAccount: boolean;
};

// The greedy prefix takes "-ats" along, so that is looked at afterwards. Anchored at both ends: a region is never read out
// of the middle of somebody else's host name.
const HOST =
  /^(?<prefix>[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)(?<dotAts>\.ats)?\.(?<service>iot|iot-fips)\.(?<region>[a-z]{2,4}(?:-[a-z]+)+-\d{1,2})\.(?<suffix>amazonaws\.com(?:\.cn)?|api\.aws)$/;

/** Reads the endpoint of AWS IoT's settings page, also with a scheme, port or path copied along; `undefined` if it is none. */
export function parseIotEndpoint(raw: string): IotEndpoint | undefined {
  const host = bareHost(raw);
  const parts = host === undefined ? undefined : HOST.exec(host)?.groups;
  if (!host || !parts) return undefined;
  const { prefix = '', dotAts, service, region = '', suffix = '' } = parts;
  const partition = partitionOf(region);
  if (!SUFFIXES[partition]?.includes(suffix)) return undefined;
  const generic = service === 'iot-fips' || /^data(-ats)?$/.test(prefix);
  return { host, region, partition, ats: dotAts !== undefined || prefix.endsWith('-ats'), ofAccount: !generic };
}

function bareHost(raw: string): string | undefined {
  const text = raw.trim().toLowerCase();
  if (/[\s@]/.test(text)) return undefined;
  const authority = text.replace(/^(?:https|mqtts|wss):\/\//, '').replace(/\/.*$/s, '');
  return authority.replace(/:(?:443|8443|8883)$/, '').replace(/\.$/, '');
}
