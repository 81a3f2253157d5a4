import { createHash } from 'node:crypto';
import type { Clock, Ids } from '@thingdock/effects';
import type { Executor } from '../../platform/db/index.ts';
import { insertWebhook } from './store.ts';

/** Where AWS SNS delivers; the secret follows. */
export const WEBHOOK_PATH = '/hooks/sns/';

const SECRET_BYTES = 32;

/** What a path secret is found by. The secret itself is kept nowhere, so a copy of the database opens no webhook. */
export const secretHash = (secret: string): string => createHash('sha256').update(secret).digest('hex');

/** A new address for a connection's messages. The URL is a capability: never log it, never show it. */
export async function openWebhook(
  tx: Executor,
  { clock, ids }: { clock: Clock; ids: Ids },
  connectionId: string,
  publicUrl: URL,
): Promise<{ id: string; url: string }> {
  const id = ids.uuid();
  const secret = ids.token(SECRET_BYTES);
  await insertWebhook(tx, {
    id,
    connection_id: connectionId,
    secret_hash: secretHash(secret),
    base_url: publicUrl.origin,
    created_at: new Date(clock.now()),
  });
  return { id, url: new URL(`${WEBHOOK_PATH}${secret}`, publicUrl).href };
}
