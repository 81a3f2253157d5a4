import { ageProblem } from '../sigv4/age.ts';
import type { SignedRequest } from '../sigv4/canonical.ts';
import type { Claim } from '../sigv4/claim.ts';
import { signatureMatches } from '../sigv4/verify.ts';
import type { Caller } from '../stand-in.ts';
import type { AccessKey, IdentityTables } from './records.ts';

/** Why a signed request is not believed; each front names these in its services' words. */
export type Disbelief = { kind: 'unknown_key' | 'bad_signature'; message: string };

const INVALID_TOKEN = 'The security token included in the request is invalid.';
const MISMATCH =
  'The request signature we calculated does not match the signature you provided. ' +
  'Check your AWS Secret Access Key and signing method. Consult the service documentation for details.';

/** Who signed the request. Session tokens are refused, since no temporary credentials are given out. */
export function authenticate(
  { users, accessKeys }: IdentityTables,
  request: SignedRequest,
  claim: Claim,
  now: number,
): { caller: Caller } | { disbelief: Disbelief } {
  const key = accessKeys.get(claim.accessKeyId);
  if (key?.status !== 'Active' || claim.securityToken !== undefined) {
    return { disbelief: { kind: 'unknown_key', message: INVALID_TOKEN } };
  }
  // The order is AWS's: a stale request is told so even when its signature is wrong.
  const age = ageProblem(claim, now);
  if (age !== undefined) return { disbelief: { kind: 'bad_signature', message: age } };
  if (!signatureMatches(request, claim, key.secret)) {
    return { disbelief: { kind: 'bad_signature', message: MISMATCH } };
  }
  const user = key.userName === null ? undefined : users.get(`${key.accountId}/${key.userName}`);
  if (key.userName !== null && !user) return { disbelief: { kind: 'unknown_key', message: INVALID_TOKEN } };
  return { caller: callerOf(key, user) };
}

function callerOf({ accountId, id }: AccessKey, user: { arn: string; id: string } | undefined): Caller {
  return {
    accountId,
    arn: user?.arn ?? `arn:aws:iam::${accountId}:root`,
    userId: user?.id ?? accountId,
    accessKeyId: id,
  };
}
