import type { Counters, Store } from '../stand-in.ts';
import type { Session, SessionPort } from './session.ts';

/** What waits for the clients of persistent sessions. The payload is base64. */
type KeptMessage = { clientId: string; topic: string; payload: string };

const TABLE = 'mqtt.messages';
/** Digits of a number that sorts like the messages it numbers. */
const DIGITS = 16;

/** Writes messages down under keys that begin with `prefix`, in their order. */
export function keepMessages(store: Store, counters: Counters, prefix: string): SessionPort {
  const messages = store.table<KeptMessage>(TABLE);
  let last = Number(messages.entries(prefix).at(-1)?.[0].slice(prefix.length) ?? 0);
  return {
    keep(clientId, { topic, payload }) {
      last += 1;
      const key = prefix + String(last).padStart(DIGITS, '0');
      messages.set(key, { clientId, topic, payload: payload.toString('base64') });
      return key;
    },
    release: (key) => void messages.delete(key),
    dropped: () => counters.add('mqtt.dropped'),
  };
}

/** Gives back to their sessions what was kept; what has no session any more is deleted. */
export function restoreMessages(store: Store, prefix: string, sessions: ReadonlyMap<string, Session>): void {
  const messages = store.table<KeptMessage>(TABLE);
  for (const [key, { clientId, topic, payload }] of messages.entries(prefix)) {
    const session = sessions.get(clientId);
    if (session) session.restore({ topic, payload: Buffer.from(payload, 'base64'), retain: false, key });
    else messages.delete(key);
  }
}
