import { createHmac, timingSafeEqual } from 'node:crypto';
import { canonicalRequest, type SignedRequest, sha256Hex } from './canonical.ts';
import type { Claim } from './claim.ts';

export type VerifyOptions = {
  /** AWS normalises paths before it signs, except for S3. Default true. */
  normalizePath?: boolean;
};

/**
 * Whether the request carries the signature that this secret makes over it. Says nothing about time: see `ageProblem`.
 * More than one canonical form is tried, since signers differ: some encode the path twice (as AWS says) and some once; for presigned
 * WebSocket URLs the session token is appended after signing.
 */
export function signatureMatches(
  request: SignedRequest,
  claim: Claim,
  secret: string,
  options: VerifyOptions = {},
): boolean {
  const key = signingKey(secret, claim);
  const given = Buffer.from(claim.signature);
  return canonicalForms(request, claim, options.normalizePath ?? true).some((canonical) => {
    const expected = Buffer.from(hmac(key, stringToSign(claim, canonical)).toString('hex'));
    return given.length === expected.length && timingSafeEqual(given, expected);
  });
}

/** All canonical requests that a signer may have arrived at; none when the request cannot be decoded. */
export function canonicalForms(request: SignedRequest, claim: Claim, normalizePath: boolean): string[] {
  const hidden = claim.from === 'query' ? ['X-Amz-Signature'] : [];
  const tokenApart = claim.from === 'query' && claim.securityToken !== undefined;
  const forms = new Set<string>();
  for (const pathEncoding of ['twice', 'once'] as const) {
    for (const withoutQuery of tokenApart ? [hidden, [...hidden, 'X-Amz-Security-Token']] : [hidden]) {
      const form = decodable(() =>
        canonicalRequest(request, { signedHeaders: claim.signedHeaders, withoutQuery, pathEncoding, normalizePath }),
      );
      if (form !== undefined) forms.add(form);
    }
  }
  return [...forms];
}

export function stringToSign(claim: Claim, canonical: string): string {
  const scope = `${claim.scopeDate}/${claim.region}/${claim.service}/aws4_request`;
  return ['AWS4-HMAC-SHA256', claim.time, scope, sha256Hex(canonical)].join('\n');
}

function signingKey(secret: string, claim: Claim): Buffer {
  const ofDate = hmac(Buffer.from(`AWS4${secret}`), claim.scopeDate);
  return hmac(hmac(hmac(ofDate, claim.region), claim.service), 'aws4_request');
}

const hmac = (key: Buffer, text: string) => createHmac('sha256', key).update(text).digest();

function decodable(make: () => string): string | undefined {
  try {
    return make();
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
}
