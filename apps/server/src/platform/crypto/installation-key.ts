import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

const KEY_BYTES = 32;

/**
 * The installation's key from its file, made at the first start (mode 0600). Whoever has it and the database can read the
 * AWS keys in it: back it up apart from the database. Throws when the file holds anything else.
 */
export function readInstallationKey(file: string): Buffer {
  if (!existsSync(file))
    writeFileSync(file, `${randomBytes(KEY_BYTES).toString('base64')}\n`, { mode: 0o600, flag: 'wx' });
  const key = Buffer.from(readFileSync(file, 'utf8').trim(), 'base64');
  if (key.length !== KEY_BYTES)
    throw new Error(`${file} holds no installation key (${KEY_BYTES} bytes in base64). Restore it from your backup.`);
  return key;
}
