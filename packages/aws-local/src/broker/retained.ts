import type { Store } from '../stand-in.ts';
import { type Message, type Realm, realmKey } from './message.ts';
import type { Publication } from './packets.ts';

/** The payload is base64. */
type Kept = { payload: string; qos: 0 | 1 };

/** The last retained message of each topic. */
export type Retained = {
  /** An empty payload deletes. */
  set(message: Message): void;
  get(topic: string): (Publication & { qos: 0 | 1 }) | undefined;
  clear(): void;
};

export function createRetained(store: Store, realm: Realm): Retained {
  const table = store.table<Kept>('mqtt.retained');
  const prefix = `${realmKey(realm)}/`;

  return {
    set({ topic, payload, qos }) {
      if (payload.length === 0) table.delete(prefix + topic);
      else table.set(prefix + topic, { payload: payload.toString('base64'), qos });
    },
    get(topic) {
      const kept = table.get(prefix + topic);
      return kept && { topic, payload: Buffer.from(kept.payload, 'base64'), retain: true, qos: kept.qos };
    },
    clear() {
      for (const [key] of table.entries(prefix)) table.delete(key);
    },
  };
}
