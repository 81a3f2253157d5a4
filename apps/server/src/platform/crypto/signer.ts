import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';

/** Makes and checks texts that only this installation can have made: capability URLs and the like. */
export type Signer = {
  /** URL-safe HMAC-SHA-256 over the parts; `purpose` keeps the signatures of one use from serving another. */
  sign(purpose: string, parts: readonly string[]): string;
  verify(purpose: string, parts: readonly string[], signature: string): boolean;
};

/** `key`: the installation's 32-byte key; each purpose signs with a key derived from it. */
export function createSigner(key: Buffer): Signer {
  const sign = (purpose: string, parts: readonly string[]) => {
    const derived = Buffer.from(hkdfSync('sha256', key, '', `thingdock ${purpose}`, 32));
    return createHmac('sha256', derived).update(JSON.stringify(parts)).digest('base64url');
  };
  return {
    sign,
    verify(purpose, parts, signature) {
      const expected = Buffer.from(sign(purpose, parts));
      const given = Buffer.from(signature);
      return expected.length === given.length && timingSafeEqual(expected, given);
    },
  };
}
