import { createCipheriv, createHash, randomBytes } from 'node:crypto';
import type { FlowPackage } from '@thingdock/device-protocol';
import { readTextIfPresent, writeFileAtomically } from '../platform/files.ts';

/**
 * The content of Node-RED's credential file, encrypted as Node-RED does it: AES-256-CTR, the key is the SHA-256 of the
 * `credentialSecret` of its settings, 16 bytes of IV as hex in front of the base64 text, all under the member `$`.
 * Source: @node-red/runtime, lib/nodes/credentials.js.
 */
export function encryptCredentials(credentials: NonNullable<FlowPackage['cred']>, secret: string): string {
  const key = createHash('sha256').update(secret).digest();
  const iv = randomBytes(16);
  const cipher = createCipheriv('aes-256-ctr', key, iv);
  const text = cipher.update(JSON.stringify(credentials), 'utf8', 'base64') + cipher.final('base64');
  return JSON.stringify({ $: iv.toString('hex') + text });
}

/** The secret of this device; made when there is none yet. */
export async function credentialSecret(file: string): Promise<string> {
  const known = (await readTextIfPresent(file))?.trim();
  if (known) return known;
  const made = randomBytes(32).toString('base64url');
  await writeFileAtomically(file, made);
  return made;
}
