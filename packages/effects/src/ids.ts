import { randomBytes, randomInt, randomUUID } from 'node:crypto';

/** Randomness as a value that is passed in. Everything here is unguessable in production and repeatable in tests. */
export type Ids = {
  /** A version 4 UUID, for rows and wire ids. */
  uuid(): string;
  /** A URL-safe secret of `bytes` random bytes (default 24: 32 characters), for paths, tokens and nonces. */
  token(bytes?: number): string;
  /** `length` random characters out of `alphabet`, for identifiers with a prescribed form such as AWS key ids. */
  pick(alphabet: string, length: number): string;
};

/** Ids from the operating system's randomness. */
export const randomIds: Ids = {
  uuid: () => randomUUID(),
  token: (bytes = 24) => randomBytes(bytes).toString('base64url'),
  pick: (alphabet, length) => Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join(''),
};
