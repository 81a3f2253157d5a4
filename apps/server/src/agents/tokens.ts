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

type Issue = { licence: string /** Makes each token different. */; id: string; now: number };

/** A bearer token for one device, good as long as its licence and at most until `ACCESS_TOKEN_MS` from now. */
export function makeAccessToken(signer: Signer, key: AgentKey, { licence, id, now }: Issue): string {
  const { wireId, thingName } = key;
  const content = encode({ wireId, thingName, licence, expires: now + ACCESS_TOKEN_MS, id });
  return `${content}.${signer.sign(PURPOSE, [content])}`;
}

/** What a token says: for which device it was made, under which licence. */
export type Bearer = AgentKey & { licence: string };

/**
 * Reads a token; undefined when it is not one of ours or has expired. Whether the licence is still that of the device is for
 * the caller to look up. Tokens from before there were licences name none, and so are good for nothing.
 */
export function readAccessToken(signer: Signer, token: string, now: number): Bearer | undefined {
  const [content = '', signature = ''] = token.split('.');
  if (!signer.verify(PURPOSE, [content], signature)) return undefined;
  const { wireId, thingName, licence, expires } = JSON.parse(Buffer.from(content, 'base64url').toString('utf8')) as {
    wireId: string;
    thingName: string;
    licence?: string;
    expires: number;
  };
  return licence !== undefined && now < expires ? { wireId, thingName, licence } : undefined;
}
