import type { Clock, Ids } from '@thingdock/effects';
import type { AccessKey } from './records.ts';

const KEY_ID = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const SECRET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** A new active key in AWS's form: 20 characters of id, 40 of secret. */
export function newAccessKey(
  { ids, clock }: { ids: Ids; clock: Clock },
  accountId: string,
  userName: string | null,
): AccessKey {
  return {
    id: `AKIA${ids.pick(KEY_ID, 16)}`,
    secret: ids.pick(SECRET, 40),
    accountId,
    userName,
    status: 'Active',
    createdAt: clock.now(),
  };
}
