import type { Clock, Ids } from '@thingdock/effects';
import { newAccessKey } from './access-keys.ts';
import type { AccessKey, Account, IdentityTables } from './records.ts';

type Deps = { tables: IdentityTables; clock: Clock; ids: Ids };

/** The account with this id, made with a key for its root when it is not there. Throws RangeError unless the id has twelve digits. */
export function openAccount({ tables, clock, ids }: Deps, accountId: string = newAccountId(ids)): Account {
  if (!/^\d{12}$/.test(accountId)) throw new RangeError(`An account id has twelve digits, not '${accountId}'.`);
  const known = tables.accounts.get(accountId);
  if (known) return known;
  const root = newAccessKey({ ids, clock }, accountId, null);
  const account: Account = { accountId, rootKeyId: root.id, createdAt: clock.now() };
  tables.accessKeys.set(root.id, root);
  tables.accounts.set(accountId, account);
  return account;
}

/** Throws when the root's key was deleted. */
export function rootKeyOf({ accessKeys }: IdentityTables, { accountId, rootKeyId }: Account): AccessKey {
  const key = accessKeys.get(rootKeyId);
  if (!key) throw new Error(`The root key of account ${accountId} was deleted. Start with a new data folder.`);
  return key;
}

const newAccountId = (ids: Ids) => ids.pick('123456789', 1) + ids.pick('0123456789', 11);
