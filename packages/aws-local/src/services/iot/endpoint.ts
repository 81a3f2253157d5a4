import type { Ids } from '@thingdock/effects';
import { type Realm, realmKey } from '../../broker/message.ts';
import type { Store } from '../../stand-in.ts';

/**
 * The realm's own data endpoint, made at first use and the same ever after, as on AWS. The name has AWS's form and is never resolved:
 * clients reach the stand-in by its own address.
 */
export function iotEndpoint({ store, ids }: { store: Store; ids: Ids }, realm: Realm): string {
  const table = store.table<string>('iot.endpoints');
  const key = realmKey(realm);
  const prefix = table.get(key) ?? `a${ids.pick('abcdefghijklmnopqrstuvwxyz0123456789', 13)}`;
  if (!table.has(key)) table.set(key, prefix);
  return `${prefix}-ats.iot.${realm.region}.amazonaws.com`;
}
