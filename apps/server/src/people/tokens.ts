import { createHash } from 'node:crypto';
import type { Ids } from '@thingdock/effects';

/** Lets scanners for leaked secrets recognise ours. */
const PREFIX = 'thingdock_';

/** A new API token. Its 32 random bytes need no slow hash to be safe at rest. */
export function newToken(ids: Ids): string {
  return `${PREFIX}${ids.token(32)}`;
}

/** What rests in the database in place of a token. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}
