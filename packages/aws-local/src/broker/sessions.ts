import type { Clock } from '@thingdock/effects';
import type { Counters, Store, Table } from '../stand-in.ts';
import { type Realm, realmKey } from './message.ts';
import type { Router } from './router.ts';
import { Session, type SessionPort } from './session.ts';
import { keepMessages, restoreMessages } from './session-messages.ts';

type KeptSession = { clientId: string; subscriptions: Record<string, 0 | 1>; offlineSince: number | null };

export type SessionsDeps = {
  realm: Realm;
  store: Store;
  clock: Clock;
  counters: Counters;
  router: Router<Session>;
  expiryMs: number;
};

/** The sessions of one realm. Those that outlive their connection also outlive the process. */
export class Sessions {
  readonly #clock: Clock;
  readonly #router: Router<Session>;
  readonly #expiryMs: number;
  readonly #prefix: string;
  readonly #kept: Table<KeptSession>;
  readonly #port: SessionPort;
  readonly #sessions = new Map<string, Session>();

  constructor({ realm, store, clock, counters, router, expiryMs }: SessionsDeps) {
    this.#clock = clock;
    this.#router = router;
    this.#expiryMs = expiryMs;
    this.#prefix = `${realmKey(realm)}/`;
    this.#kept = store.table('mqtt.sessions');
    this.#port = keepMessages(store, counters, this.#prefix);
    this.#restore();
    restoreMessages(store, this.#prefix, this.#sessions);
  }

  /** Undefined also when it has expired. */
  find(clientId: string): Session | undefined {
    const session = this.#sessions.get(clientId);
    if (!session || !this.isExpired(session)) return session;
    this.delete(session);
    return undefined;
  }

  create(clientId: string, isPersistent: boolean): Session {
    const session = new Session(clientId, isPersistent, this.#port);
    this.#sessions.set(clientId, session);
    return session;
  }

  /** Ends a session: nobody gets its messages any more. */
  delete(session: Session): void {
    for (const filter of session.subscriptions.keys()) this.#router.remove(filter, session);
    session.clear();
    this.#sessions.delete(session.clientId);
    if (session.isPersistent) this.#kept.delete(this.#prefix + session.clientId);
  }

  subscribe(session: Session, filter: string, qos: 0 | 1): void {
    session.subscriptions.set(filter, qos);
    this.#router.add(filter, session, qos);
    this.save(session);
  }

  unsubscribe(session: Session, filter: string): void {
    if (!session.subscriptions.delete(filter)) return;
    this.#router.remove(filter, session);
    this.save(session);
  }

  /** Writes down what a session has become. */
  save({ isPersistent, clientId, subscriptions, offlineSince }: Session): void {
    if (!isPersistent) return;
    const filters = Object.fromEntries(subscriptions);
    this.#kept.set(this.#prefix + clientId, {
      clientId,
      subscriptions: filters,
      offlineSince: offlineSince ?? null,
    });
  }

  isExpired({ offlineSince }: Session): boolean {
    return offlineSince !== undefined && offlineSince + this.#expiryMs <= this.#clock.now();
  }

  deleteExpired(): void {
    for (const session of [...this.#sessions.values()]) if (this.isExpired(session)) this.delete(session);
  }

  clear(): void {
    for (const session of [...this.#sessions.values()]) this.delete(session);
  }

  /** A client that was connected when the process was killed has been away since now. */
  #restore(): void {
    for (const [, { clientId, subscriptions, offlineSince }] of this.#kept.entries(this.#prefix)) {
      const session = this.create(clientId, true);
      session.offlineSince = offlineSince ?? this.#clock.now();
      for (const [filter, qos] of Object.entries(subscriptions)) {
        session.subscriptions.set(filter, qos);
        this.#router.add(filter, session, qos);
      }
    }
  }
}
