import { dirname, resolve } from 'node:path';
import { isObject, parseThingName, type ThingName } from '@thingdock/device-protocol';

/** What `config.json` says, paths made absolute. */
export type AgentConfig = {
  host: string;
  port: number;
  /** Name in the TLS handshake when it is not the host. */
  servername?: string;
  clientId: string;
  thingName: ThingName;
  caCert: string;
  clientCert: string;
  privateKey: string;
  /** Seconds. */
  keepalive: number;
  /** Folder or start file of the Node-RED to run. */
  nodeRedPath?: string;
  nodeRedPort?: number;
};

/** A config file that cannot be used; the message says what to change. */
export class ConfigError extends Error {}

/** How quickly a dead connection is noticed: AWS takes one and a half times this, 45 s. */
const KEEP_ALIVE_SECONDS = 30;

/**
 * Reads the text of a `config.json`. Relative paths count from its folder; members that are not known are ignored, since
 * the file is shared with other agents. Throws ConfigError.
 */
export function parseConfig(text: string, file: string): AgentConfig {
  const raw = parseJson(text, file);
  const folder = dirname(file);
  const thingName = parseThingName(raw.thingName);
  if (!thingName.ok) throw new ConfigError(`${file}: "thingName": ${thingName.problem}.`);
  const path = (name: string) => resolve(folder, requiredText(raw, name, file));
  const optional = (name: string) => (raw[name] === undefined ? undefined : requiredText(raw, name, file));
  const servername = optional('servername');
  const nodeRed = optional('nodeRedPath');
  const nodeRedPort = raw.nodeRedPort === undefined ? undefined : wholeNumber(raw, 'nodeRedPort', file, [1, 65_535]);
  return {
    host: requiredText(raw, 'host', file),
    port: raw.port === undefined ? 8883 : wholeNumber(raw, 'port', file, [1, 65_535]),
    clientId: optional('clientId') ?? thingName.value,
    thingName: thingName.value,
    caCert: path('caCert'),
    clientCert: path('clientCert'),
    privateKey: path('privateKey'),
    // AWS accepts 30 to 1200 s (AWS IoT Core endpoints and quotas, "keep alive").
    keepalive: raw.keepalive === undefined ? KEEP_ALIVE_SECONDS : wholeNumber(raw, 'keepalive', file, [30, 1_200]),
    ...(servername === undefined ? {} : { servername }),
    ...(nodeRed === undefined ? {} : { nodeRedPath: resolve(folder, nodeRed) }),
    ...(nodeRedPort === undefined ? {} : { nodeRedPort }),
  };
}

function parseJson(text: string, file: string) {
  try {
    const raw: unknown = JSON.parse(text);
    if (isObject(raw)) return raw;
  } catch {
    throw new ConfigError(`${file} is not JSON. It holds the members host, thingName, caCert, clientCert, privateKey.`);
  }
  throw new ConfigError(`${file} is not a JSON object.`);
}

function requiredText(raw: { readonly [name: string]: unknown }, name: string, file: string): string {
  const value = raw[name];
  if (typeof value === 'string' && value !== '') return value;
  throw new ConfigError(`${file}: "${name}" is missing or not a text.`);
}

function wholeNumber(
  raw: { readonly [name: string]: unknown },
  name: string,
  file: string,
  [least, most]: [number, number],
): number {
  const value = raw[name];
  if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) return value;
  throw new ConfigError(`${file}: "${name}" is not a whole number from ${least} to ${most}.`);
}
