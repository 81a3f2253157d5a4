import { createHmac } from 'node:crypto';
import type { Signer } from '../platform/crypto/signer.ts';
import type { AgentKey } from './tables.ts';

/** Access tokens live this long, used or not. */
export const ACCESS_TOKEN_MS = 24 * 3_600_000;

const PURPOSE = 'agent access token';
const ID_TOKEN_MS = 60_000;

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/**
 * The id token of an auth answer: a JWT whose claim `nonce` repeats the device's. Agents only decode it; what proves that it
 * is meant for them is that they alone can read their shadow.
 */
export function makeIdToken(signer: Signer, key: AgentKey, { nonce, now }: { nonce: string; now: number }): string {
  const seconds = Math.floor(now / 1_000);
  const claims = {
    iss: 'thingdock',
    sub: `${key.wireId}::${key.thingName}`,
    nonce,
    iat: seconds,
    exp: seconds + ID_TOKEN_MS / 1_000,
  };
  const content = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(claims)}`;
  const secret = signer.sign('agent id token key', [key.wireId]);
  return `${content}.${createHmac('sha256', secret).update(content).digest('base64url')}`;
}

/** A bearer token for one device. `id` makes each one different. */
export function makeAccessToken(signer: Signer, key: AgentKey, { id, now }: { id: string; now: number }): string {
  const content = encode({ wireId: key.wireId, thingName: key.thingName, expires: now + ACCESS_TOKEN_MS, id });
  return `${content}.${signer.sign(PURPOSE, [content])}`;
}

/** The device that a token was made for; undefined when it is not one of ours or has expired. */
export function readAccessToken(signer: Signer, token: string, now: number): AgentKey | undefined {
  const [content = '', signature = ''] = token.split('.');
  if (!signer.verify(PURPOSE, [content], signature)) return undefined;
  const { wireId, thingName, expires } = JSON.parse(Buffer.from(content, 'base64url').toString('utf8')) as {
    wireId: string;
    thingName: string;
    expires: number;
  };
  return now < expires ? { wireId, thingName } : undefined;
}
