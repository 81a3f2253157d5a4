import type { Hash } from 'node:crypto';

/**
 * Hashes of uploads under way in this process, so that a content need not be read again for each of its parts. What is not
 * here, since another process took the part before, is computed from the disk.
 */
export type Hashes = {
  /** The hash over the first `length` bytes, which is the caller's from then on. */
  take(id: string, length: number): Hash | undefined;
  put(id: string, length: number, hash: Hash): void;
};

const MOST = 200;

export function createHashes(): Hashes {
  const known = new Map<string, { length: number; hash: Hash }>();
  return {
    take(id, length) {
      const found = known.get(id);
      known.delete(id);
      return found?.length === length ? found.hash : undefined;
    },
    put(id, length, hash) {
      known.set(id, { length, hash });
      const [oldest] = known.keys();
      if (known.size > MOST && oldest !== undefined) known.delete(oldest);
    },
  };
}
