import type { Clock } from '@thingdock/effects';
import type { Counters, Store } from '../stand-in.ts';
import { type Realm, realmKey } from './message.ts';
import type { Router } from './router.ts';
import { Session, type SessionPort } from './session.ts';

type KeptSession = { clientId: string; subscriptions: Record<string, 0 | 1>; offlineSince: number | null };
/** The payload is base64. */
type KeptMessage = { clientId: string; topic: string; payload: string };

/** The sessions of one realm. Those that outlive their connection also outlive the process. */
export type Sessions = {
  /** Undefined also when it has expired. */
  find(clientId: string): Session | undefined;
  create(clientId: string, isPersistent: boolean): Session;
  /** Ends a session: nobody gets its messages any more. */
  delete(session: Session): void;
  subscribe(session: Session, filter: string, qos: 0 | 1): void;
  unsubscribe(session: Session, filter: string): void;
  /** Writes down that a session's client went or came. */
  save(session: Session): void;
  isExpired(session: Session): boolean;
  deleteExpired(): void;
  clear(): void;
};

export type SessionsDeps = {
  realm: Realm;
  store: Store;
  clock: Clock;
  counters: Counters;
  router: Router<Session>;
  expiryMs: number;
};

/** Digits of a number that sorts like the messages it numbers. */
const DIGITS = 16;

export function createSessions(deps: SessionsDeps): Sessions {
  const { store, clock, router, expiryMs } = deps;
  const prefix = `${realmKey(deps.realm)}/`;
  const kept = store.table<KeptSession>('mqtt.sessions');
  const sessions = new Map<string, Session>();
  const port = messagePort(deps, prefix);

  function isExpired({ offlineSince }: Session): boolean {
    return offlineSince !== undefined && offlineSince + expiryMs <= clock.now();
  }

  function save({ isPersistent, clientId, subscriptions, offlineSince }: Session): void {
    if (!isPersistent) return;
    const filters = Object.fromEntries(subscriptions);
    kept.set(prefix + clientId, { clientId, subscriptions: filters, offlineSince: offlineSince ?? null });
  }

  function remove(session: Session): void {
    for (const filter of session.subscriptions.keys()) router.remove(filter, session);
    session.clear();
    sessions.delete(session.clientId);
    if (session.isPersistent) kept.delete(prefix + session.clientId);
  }

  function create(clientId: string, isPersistent: boolean): Session {
    const session = new Session(clientId, isPersistent, port);
    sessions.set(clientId, session);
    return session;
  }

  for (const [, { clientId, subscriptions, offlineSince }] of kept.entries(prefix)) {
    const session = create(clientId, true);
    session.offlineSince = offlineSince ?? clock.now();
    for (const [filter, qos] of Object.entries(subscriptions)) {
      session.subscriptions.set(filter, qos);
      router.add(filter, session, qos);
    }
  }
  restoreMessages(store, prefix, sessions);

  return {
    find(clientId) {
      const session = sessions.get(clientId);
      if (!session || !isExpired(session)) return session;
      remove(session);
      return undefined;
    },
    create,
    delete: remove,
    subscribe(session, filter, qos) {
      session.subscriptions.set(filter, qos);
      router.add(filter, session, qos);
      save(session);
    },
    unsubscribe(session, filter) {
      if (!session.subscriptions.delete(filter)) return;
      router.remove(filter, session);
      save(session);
    },
    save,
    isExpired,
    deleteExpired() {
      for (const session of sessions.values()) if (isExpired(session)) remove(session);
    },
    clear() {
      for (const session of [...sessions.values()]) remove(session);
    },
  };
}

function messagePort({ store, counters }: SessionsDeps, prefix: string): SessionPort {
  const messages = store.table<KeptMessage>('mqtt.messages');
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

function restoreMessages(store: Store, prefix: string, sessions: ReadonlyMap<string, Session>): void {
  const messages = store.table<KeptMessage>('mqtt.messages');
  for (const [key, { clientId, topic, payload }] of messages.entries(prefix)) {
    const message = { topic, payload: Buffer.from(payload, 'base64'), retain: false, key };
    const session = sessions.get(clientId);
    if (session) session.restore(message);
    else messages.delete(key);
  }
}
