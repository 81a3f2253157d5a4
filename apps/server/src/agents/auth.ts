import { Fault } from '@thingdock/api';
import { parseAuthRequest } from '@thingdock/device-protocol';
import type { Clock } from '@thingdock/effects';
import type { ConnectionRef, Connections } from '../connections/index.ts';
import type { Devices } from '../devices/index.ts';
import type { Signer } from '../platform/crypto/signer.ts';
import type { Database } from '../platform/db/index.ts';
import { HOLD_MS } from './slot.ts';
import * as store from './store.ts';
import type { AgentKey, AgentRow } from './tables.ts';

export const AUTH_PATH = '/agent/v1/auth';
const PURPOSE = 'agent auth url';
const WINDOW_MS = 60_000;
/** Agents ask once when they start and then every 15 s at most, ours up to five times in its first minute. */
const REQUESTS_PER_WINDOW = 10;

/** Agents send 32 hexadecimal digits and `req-N`. */
const PLAIN = /^[\x20-\x7e]{1,200}$/;

/** The address for the auth requests of one device. */
export function authUrl(signer: Signer, publicUrl: URL, { wireId, thingName }: AgentKey): string {
  const url = new URL(AUTH_PATH, publicUrl);
  url.searchParams.set('wireId', wireId);
  url.searchParams.set('thingName', thingName);
  url.searchParams.set('signature', signer.sign(PURPOSE, [wireId, thingName]));
  return url.href;
}

export type AuthDeps = {
  database: Database;
  clock: Clock;
  signer: Signer;
  connections: Pick<Connections, 'findByWireId'>;
  devices: Pick<Devices, 'noteHeard'>;
};

/**
 * Notes the auth request of a device, to be answered through its shadow. Returns whom to answer; undefined when there is no
 * connection for it now. Throws `auth_url_wrong`, `malformed_request`, `rate_limited`.
 */
export async function requestAuth(
  { database, clock, signer, connections, devices }: AuthDeps,
  query: Readonly<Record<string, unknown>>,
  body: unknown,
): Promise<{ connection: ConnectionRef; thingName: string } | undefined> {
  const key = checkUrl(signer, query);
  const request = parseAuthRequest(body);
  if (!request.ok) throw new Fault('malformed_request', { details: { reason: request.problem } });
  if (!PLAIN.test(request.value.nonce) || !PLAIN.test(request.value.state))
    throw new Fault('malformed_request', { details: { reason: 'nonce or state is not a short plain text' } });
  if (request.value.connectionId !== key.wireId || request.value.deviceId !== key.thingName)
    throw new Fault('auth_url_wrong');
  const connection = await connections.findByWireId(key.wireId);
  if (!connection) return undefined;
  const now = clock.now();
  await database.transaction(async (tx) => {
    await devices.noteHeard(tx, connection, [{ thingName: key.thingName, at: now }]);
    const window = nextWindow(await store.lockAgent(tx, key), now);
    await store.noteHeard(tx, connection, [{ thingName: key.thingName, at: new Date(now) }]);
    const deadline = new Date(now + HOLD_MS);
    await store.saveAuthRequest(tx, key, { ...request.value, deadline, ...window });
  });
  return { connection, thingName: key.thingName };
}

function checkUrl(signer: Signer, { wireId, thingName, signature }: Readonly<Record<string, unknown>>): AgentKey {
  if (typeof wireId !== 'string' || typeof thingName !== 'string' || typeof signature !== 'string')
    throw new Fault('auth_url_wrong');
  if (!signer.verify(PURPOSE, [wireId, thingName], signature)) throw new Fault('auth_url_wrong');
  return { wireId, thingName };
}

function nextWindow(agent: AgentRow, now: number): { windowAt: Date; windowCount: number } {
  const { auth_window_at: openedAt, auth_window_count: count } = agent;
  if (!openedAt || now >= openedAt.getTime() + WINDOW_MS) return { windowAt: new Date(now), windowCount: 1 };
  if (count >= REQUESTS_PER_WINDOW) {
    const seconds = Math.ceil((openedAt.getTime() + WINDOW_MS - now) / 1_000);
    throw new Fault('rate_limited', { details: { seconds } });
  }
  return { windowAt: openedAt, windowCount: count + 1 };
}
