import { type KeyObject, verify } from 'node:crypto';
import { canonicalText, type Envelope } from './envelope.ts';

/** SNS tries a delivery for an hour at most. */
const MAX_AGE_MS = 3_600_000;
const MARGIN_MS = 300_000;

/** Whether the holder of the key signed the message: RSA PKCS#1 v1.5 with SHA-1 (version 1) or SHA-256 (version 2). */
export function isAuthentic(envelope: Envelope, key: KeyObject): boolean {
  if (key.asymmetricKeyType !== 'rsa') return false;
  const hash = envelope.signatureVersion === '1' ? 'sha1' : 'sha256';
  return verify(hash, Buffer.from(canonicalText(envelope)), key, Buffer.from(envelope.signature, 'base64'));
}

/** Whether SNS may still be delivering a message with this timestamp; older ones are replays. */
export function isFresh(timestamp: string, now: number): boolean {
  const sent = Date.parse(timestamp);
  return now - sent <= MAX_AGE_MS + MARGIN_MS && sent - now <= MARGIN_MS;
}
