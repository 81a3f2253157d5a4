import { mkdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Everything that the server is told from outside. Read once, at the start. */
export type Config = {
  host: string;
  /** 0 lets the system choose. */
  port: number;
  /** Folder for the embedded database and the installation's key. */
  dataDir: string;
  /** A PostgreSQL instead of the embedded database. */
  databaseUrl: string | undefined;
  /** Base of webhook, auth and download URLs; by default the address that the server listens on. */
  publicUrl: URL | undefined;
  keyFile: string;
  logLevel: string;
  /** Prefix of the rules' and topics' names in AWS. */
  awsPrefix: string;
  /** How often each connection's health is looked at, in seconds. */
  healthSeconds: number;
  /** How long logs of devices are kept, and how much of them in each project. */
  logDays: number;
  logMegabytes: number;
  /** How long changes of status, and events, are kept. */
  timelineDays: number;
  /** How long deployments that have ended are kept. */
  actionDays: number;
  /** How long it takes at least until every shadow has been read once more in the background, in seconds. */
  reconcileSeconds: number;
  /** The local stand-in, when AWS is not used. */
  local: LocalAws | undefined;
  /** Where to leave an administrator's API token for programs that set the installation up. */
  adminTokenFile: string | undefined;
};

export type LocalAws = {
  /** Origin of the stand-in's TLS port. */
  endpointUrl: URL;
  /** PEM of the certificate authority that the stand-in's certificates chain to. */
  caPem: string;
  /** Where devices reach the stand-in's broker. */
  mqttHost: string;
  mqttPort: number;
};

/** Reads the environment. Throws an error that names the variable and what it should look like. */
export function readConfig(env: NodeJS.ProcessEnv, cwd: string): Config {
  const dataDir = resolve(cwd, env.THINGDOCK_DATA ?? '.data');
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  return {
    host: env.THINGDOCK_HOST ?? '127.0.0.1',
    port: readPort(env.THINGDOCK_PORT ?? '8600'),
    dataDir,
    databaseUrl: env.DATABASE_URL || undefined,
    publicUrl: env.THINGDOCK_PUBLIC_URL ? readUrl('THINGDOCK_PUBLIC_URL', env.THINGDOCK_PUBLIC_URL) : undefined,
    keyFile: resolve(cwd, env.THINGDOCK_KEY_FILE ?? join(dataDir, 'installation.key')),
    logLevel: env.THINGDOCK_LOG_LEVEL ?? 'info',
    awsPrefix: readPrefix(env.THINGDOCK_AWS_PREFIX ?? 'enebular'),
    healthSeconds: readNumber('THINGDOCK_HEALTH_SECONDS', env.THINGDOCK_HEALTH_SECONDS ?? '300', 30, 3_600),
    logDays: readNumber('THINGDOCK_LOG_DAYS', env.THINGDOCK_LOG_DAYS ?? '30', 1, 3_650),
    logMegabytes: readNumber('THINGDOCK_LOG_MEGABYTES', env.THINGDOCK_LOG_MEGABYTES ?? '1024', 1, 1_048_576),
    timelineDays: readNumber('THINGDOCK_TIMELINE_DAYS', env.THINGDOCK_TIMELINE_DAYS ?? '90', 1, 3_650),
    actionDays: readNumber('THINGDOCK_ACTION_DAYS', env.THINGDOCK_ACTION_DAYS ?? '365', 1, 3_650),
    reconcileSeconds: readNumber('THINGDOCK_RECONCILE_SECONDS', env.THINGDOCK_RECONCILE_SECONDS ?? '300', 30, 86_400),
    local: readLocal(env, cwd),
    adminTokenFile: env.THINGDOCK_ADMIN_TOKEN_FILE ? resolve(cwd, env.THINGDOCK_ADMIN_TOKEN_FILE) : undefined,
  };
}

function readLocal(env: NodeJS.ProcessEnv, cwd: string): LocalAws | undefined {
  if (!env.THINGDOCK_AWS_ENDPOINT_URL) return undefined;
  const endpointUrl = readUrl('THINGDOCK_AWS_ENDPOINT_URL', env.THINGDOCK_AWS_ENDPOINT_URL);
  if (endpointUrl.protocol !== 'https:')
    throw new Error('THINGDOCK_AWS_ENDPOINT_URL must be the https port of the stand-in.');
  if (!env.THINGDOCK_AWS_CA_FILE)
    throw new Error('THINGDOCK_AWS_CA_FILE must name the certificate authority of the stand-in.');
  const mqtt = new URL(`mqtts://${env.THINGDOCK_AWS_MQTT ?? 'localhost:8883'}`);
  return {
    endpointUrl,
    caPem: readFileSync(resolve(cwd, env.THINGDOCK_AWS_CA_FILE), 'utf8'),
    mqttHost: mqtt.hostname,
    mqttPort: Number(mqtt.port || 8883),
  };
}

function readUrl(name: string, text: string): URL {
  if (!URL.canParse(text)) throw new Error(`${name} is no URL: "${text}". It looks like https://thingdock.example.com`);
  const url = new URL(text);
  if (url.pathname !== '/' || url.search || url.hash || url.username)
    throw new Error(`${name} must be an origin without a path: "${url.origin}".`);
  return url;
}

function readPort(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error(`THINGDOCK_PORT is no port: "${text}".`);
  return port;
}

function readNumber(name: string, text: string, min: number, max: number): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < min || number > max)
    throw new Error(`${name} must be a whole number from ${min} to ${max}: "${text}".`);
  return number;
}

/** Rule names allow letters, digits and underscores only; topics are named alike. */
function readPrefix(text: string): string {
  if (!/^[A-Za-z0-9_]{1,40}$/.test(text))
    throw new Error(`THINGDOCK_AWS_PREFIX may hold letters, digits and "_": "${text}".`);
  return text;
}
