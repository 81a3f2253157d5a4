import { timingSafeEqual } from 'node:crypto';
import { ageProblem } from '../sigv4/age.ts';
import { type SignedRequest, sha256Hex } from '../sigv4/canonical.ts';
import type { Claim } from '../sigv4/claim.ts';
import { signatureMatches } from '../sigv4/verify.ts';
import type { Caller } from '../stand-in.ts';
import { sessionArn } from './access-keys.ts';
import type { AccessKey, IdentityTables, Session } from './records.ts';

/** Why a signed request is not believed; each front names these in its services' words. */
export type Disbelief = { kind: 'unknown_key' | 'bad_signature' | 'expired_token'; message: string };

const INVALID_TOKEN = 'The security token included in the request is invalid.';
const EXPIRED_TOKEN = 'The security token included in the request is expired';
const MISMATCH =
  'The request signature we calculated does not match the signature you provided. ' +
  'Check your AWS Secret Access Key and signing method. Consult the service documentation for details.';

type Answer = { caller: Caller } | { disbelief: Disbelief };

/** Who signed the request. */
export function authenticate(tables: IdentityTables, request: SignedRequest, claim: Claim, now: number): Answer {
  const holder = credentialsOf(tables, claim);
  if (!holder) return { disbelief: { kind: 'unknown_key', message: INVALID_TOKEN } };
  // The order is AWS's: a stale request is told so even when its signature is wrong.
  const age = ageProblem(claim, now);
  if (age !== undefined) return { disbelief: { kind: 'bad_signature', message: age } };
  if (!signatureMatches(request, claim, holder.secret)) {
    return { disbelief: { kind: 'bad_signature', message: MISMATCH } };
  }
  if (holder.expiresAt <= now) return { disbelief: { kind: 'expired_token', message: EXPIRED_TOKEN } };
  return { caller: holder.caller };
}

type Credentials = { secret: string; caller: Caller; expiresAt: number };

/** The key of a user or root comes without a session token, the key of a session with its own; everything else is nobody's. */
function credentialsOf(tables: IdentityTables, { accessKeyId, securityToken }: Claim): Credentials | undefined {
  const key = tables.accessKeys.get(accessKeyId);
  if (key) return securityToken === undefined ? keyCredentials(tables, key) : undefined;
  const session = tables.sessions.get(accessKeyId);
  return session && securityToken !== undefined ? sessionCredentials(tables, session, securityToken) : undefined;
}

function keyCredentials({ users }: IdentityTables, key: AccessKey): Credentials | undefined {
  const { id: accessKeyId, accountId, userName, secret } = key;
  if (key.status !== 'Active') return undefined;
  if (userName === null) {
    const caller = { accountId, arn: `arn:aws:iam::${accountId}:root`, userId: accountId, accessKeyId };
    return { secret, caller, expiresAt: Number.POSITIVE_INFINITY };
  }
  const user = users.get(`${accountId}/${userName}`);
  if (!user) return undefined;
  return {
    secret,
    caller: { accountId, arn: user.arn, userId: user.id, accessKeyId },
    expiresAt: Number.POSITIVE_INFINITY,
  };
}

function sessionCredentials({ roles }: IdentityTables, session: Session, token: string): Credentials | undefined {
  const { id: accessKeyId, accountId, roleArn, roleId, name, secret, expiresAt } = session;
  if (!sameText(token, session.token)) return undefined;
  const role = roles.get(`${accountId}/${roleArn.slice(roleArn.lastIndexOf('/') + 1)}`);
  if (role?.id !== roleId) return undefined;
  return {
    secret,
    caller: { accountId, arn: sessionArn(session), userId: `${roleId}:${name}`, accessKeyId, roleArn },
    expiresAt,
  };
}

/** In a time that does not depend on where they differ. */
const sameText = (a: string, b: string) => timingSafeEqual(Buffer.from(sha256Hex(a)), Buffer.from(sha256Hex(b)));
