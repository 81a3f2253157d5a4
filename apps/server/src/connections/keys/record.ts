import type { Ids } from '@thingdock/effects';
import type { Executor } from '../../platform/db/index.ts';
import { type Context, sealContext } from '../context.ts';
import type { OperationInput } from '../operations/input.ts';
import type { ConnectionRow } from '../tables.ts';
import { changeKey, insertKey } from './store.ts';

type Used = { by: string | undefined; now: Date };

/** Notes that a connection uses its key from now on: what may be shown of it, and who brought it. */
export function recordKey(
  tx: Executor,
  { ids }: { ids: Pick<Ids, 'uuid'> },
  connection: Pick<ConnectionRow, 'id' | 'access_key_id' | 'user_arn'>,
  { by, now }: Used,
): Promise<void> {
  return insertKey(tx, {
    id: ids.uuid(),
    connection_id: connection.id,
    access_key_ending: connection.access_key_id.slice(-4),
    user_arn: connection.user_arn,
    used_from: now,
    used_until: null,
    brought_by: by ?? null,
  });
}

/** Gives a connection another key of its account, and notes it. Clients that were made with the old one are made anew. */
export async function replaceKey(
  tx: Executor,
  { ids, envelope }: Pick<Context, 'ids' | 'envelope'>,
  connectionId: string,
  key: NonNullable<OperationInput['key']>,
  used: Used,
): Promise<void> {
  const { accessKeyId, secretAccessKey, userArn } = key;
  const sealedSecret = envelope.seal(secretAccessKey, sealContext(connectionId));
  await changeKey(tx, connectionId, { accessKeyId, sealedSecret, userArn }, used.now);
  await recordKey(tx, { ids }, { id: connectionId, access_key_id: accessKeyId, user_arn: userArn }, used);
}
