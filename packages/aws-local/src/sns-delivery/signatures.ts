import type { SnsSigningKey } from '../stand-in.ts';

/** So many messages may be on their way to several subscriptions at once before one of them has to be signed again. */
const REMEMBERED = 32;

/**
 * Signs a message once for all its subscriptions and attempts, since what is signed names none of them. An RSA signature is half of what a
 * delivery costs.
 */
export function rememberSignatures(key: SnsSigningKey): SnsSigningKey {
  const known = new Map<string, string>();
  return {
    ...key,
    sign(text, version) {
      const name = version + text;
      const found = known.get(name);
      if (found !== undefined) return found;
      const signature = key.sign(text, version);
      const [oldest] = known.keys();
      if (known.size >= REMEMBERED && oldest !== undefined) known.delete(oldest);
      known.set(name, signature);
      return signature;
    },
  };
}
