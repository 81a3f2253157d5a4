import type { TLSSocket } from 'node:tls';
import type { Logger } from '../stand-in.ts';
import type { Broker } from './broker.ts';
import { type Realm, realmKey } from './message.ts';
import type { RealmBroker } from './realm-broker.ts';

export type RealmsDeps = { make: (realm: Realm) => Promise<RealmBroker>; log: Logger };

/** The broker of each realm, made at first use. */
export function createRealms({ make, log }: RealmsDeps) {
  const realms = new Map<string, { realm: Realm; made: Promise<RealmBroker>; broker?: RealmBroker }>();

  async function of(realm: Realm): Promise<RealmBroker> {
    const key = realmKey(realm);
    const entry = realms.get(key) ?? { realm, made: make(realm) };
    realms.set(key, entry);
    const broker = await entry.made;
    entry.broker = broker;
    return broker;
  }

  return {
    of,
    serve(realm: Realm, socket: TLSSocket, principal: string): void {
      of(realm).then(
        (broker) => socket.destroyed || broker.handle(socket, principal),
        (error: unknown) => {
          log.error({ event: 'mqtt.realm_failed', error }, 'the broker of a realm could not be started');
          socket.destroy();
        },
      );
    },
    drop({ accountId, region, clientId }: Parameters<Broker['dropConnections']>[0]): number {
      const wanted = [...realms.values()].filter(
        ({ realm }) => (accountId ?? realm.accountId) === realm.accountId && (region ?? realm.region) === realm.region,
      );
      return wanted.reduce((sum, { broker }) => sum + (broker?.drop(clientId) ?? 0), 0);
    },
    /** Ends all; one that is asked for meanwhile is a new one. */
    async close() {
      const all = [...realms.values()];
      realms.clear();
      const open = await Promise.all(all.map(({ made }) => made));
      await Promise.all(open.map((broker) => broker.close()));
    },
  };
}
