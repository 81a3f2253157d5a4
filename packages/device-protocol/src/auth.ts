import { isObject, isText, type Parsed, parsed, parseObject, problem } from './json.ts';

/** Body of the auth request that a device POSTs to its `authRequestUrl`; the answer comes as `updateAuth`. */
export type AuthRequest = {
  connectionId: string;
  deviceId: string;
  /** 32 hexadecimal digits; comes back as the claim `nonce` of the id token. */
  nonce: string;
  /** `req-N`, N counting from 1 in each process of the agent. */
  state: string;
};

export function parseAuthRequest(raw: unknown): Parsed<AuthRequest> {
  if (!isObject(raw)) return problem('the auth request is not an object');
  const { connectionId, deviceId, nonce, state } = raw;
  if (!isText(connectionId) || !isText(deviceId) || !isText(nonce) || !isText(state))
    return problem('the auth request lacks connectionId, deviceId, nonce or state');
  return parsed({ connectionId, deviceId, nonce, state });
}

/**
 * The claim `nonce` of an id token. Agents do not verify its signature: only the owner of the thing can read the shadow
 * through which the token came, and the nonce shows that it answers this request.
 */
export function readNonce(idToken: string): Parsed<string> {
  const parts = idToken.split('.');
  if (parts.length !== 3) return problem('the id token does not have three parts');
  const claims = parseObject(Buffer.from(parts[1] ?? '', 'base64url'));
  if (!claims.ok) return problem('the id token cannot be decoded');
  return isText(claims.value.nonce) ? parsed(claims.value.nonce) : problem('the id token has no nonce');
}
