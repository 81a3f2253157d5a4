import type { Store } from '../stand-in.ts';
import { type Realm, realmKey } from './message.ts';

/** `offlineSince` is null while the client is connected. Milliseconds since the epoch. */
type Seen = { versionNumber: number; offlineSince: number | null };

/** Numbers the connections of each client id, so that receivers of lifecycle events can tell old news from new. */
export type Presence = {
  /** The number of a new connection: one more than the last, or 0 for a client that nobody remembers. */
  online(clientId: string): number;
  offline(clientId: string, now: number): void;
  /** Forgets clients that went away before `before`; their numbers begin at 0 again. */
  forget(before: number): void;
  /** What was connected when the process was killed has been away since. */
  recover(now: number): void;
  clear(): void;
};

export function createPresence(store: Store, realm: Realm): Presence {
  const table = store.table<Seen>('mqtt.presence');
  const prefix = `${realmKey(realm)}/`;

  return {
    online(clientId) {
      const seen = table.get(prefix + clientId);
      const versionNumber = seen ? seen.versionNumber + 1 : 0;
      table.set(prefix + clientId, { versionNumber, offlineSince: null });
      return versionNumber;
    },
    offline(clientId, now) {
      const versionNumber = table.get(prefix + clientId)?.versionNumber ?? 0;
      table.set(prefix + clientId, { versionNumber, offlineSince: now });
    },
    forget(before) {
      for (const [key, { offlineSince }] of table.entries(prefix)) {
        if (offlineSince !== null && offlineSince <= before) table.delete(key);
      }
    },
    recover(now) {
      for (const [key, seen] of table.entries(prefix)) {
        if (seen.offlineSince === null) table.set(key, { ...seen, offlineSince: now });
      }
    },
    clear() {
      for (const [key] of table.entries(prefix)) table.delete(key);
    },
  };
}
