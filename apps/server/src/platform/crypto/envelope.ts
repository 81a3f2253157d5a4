import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { Secret } from './secret.ts';

/** Encrypts what rests in the database. The key lives outside it and outside its backups. */
export type Envelope = {
  /**
   * AES-256-GCM. `context` (such as `connection/ID/secret_access_key`) is bound to the text: a value that is copied to
   * another row or column does not decrypt there.
   */
  seal(secret: Secret, context: string): string;
  /** Throws when the text was changed, belongs elsewhere, or was sealed with a key that is not at hand. */
  open(sealed: string, context: string): Secret;
};

const VERSION = 'v1';
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** `keys`: 32 bytes each; the first seals, all open, so that a key can be replaced without reading every row at once. */
export function createEnvelope(keys: readonly Buffer[]): Envelope {
  const [current] = keys;
  if (!current) throw new Error('An envelope needs a key.');
  const byId = new Map(keys.map((key) => [keyId(key), key]));

  return {
    seal(secret, context) {
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv('aes-256-gcm', current, iv).setAAD(Buffer.from(context));
      const body = Buffer.concat([cipher.update(secret.reveal(), 'utf8'), cipher.final()]);
      return [VERSION, keyId(current), Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64')].join(':');
    },
    open(sealed, context) {
      const [version, id, data] = sealed.split(':');
      const key = byId.get(id ?? '');
      if (version !== VERSION || !data) throw new Error('A stored secret has an unknown form.');
      if (!key) throw new Error(`A stored secret was sealed with the key ${id}, which this server does not have.`);
      const bytes = Buffer.from(data, 'base64');
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, IV_BYTES))
        .setAAD(Buffer.from(context))
        .setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
      const body = bytes.subarray(IV_BYTES + TAG_BYTES);
      return new Secret(Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8'));
    },
  };
}

/** Names a key without telling anything about it: the start of its hash. */
function keyId(key: Buffer): string {
  return createHash('sha256').update('thingdock key id').update(key).digest('hex').slice(0, 8);
}
