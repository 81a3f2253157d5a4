import type { TLSSocket } from 'node:tls';
import { Aedes, type Client } from 'aedes';
import type { Counters, Logger } from '../stand-in.ts';
import { createHooks, type HookDeps } from './hooks.ts';
import type { Message, Realm } from './message.ts';
import { createTakeover, type Takeover } from './takeover.ts';

/** The MQTT side of one realm: an aedes of its own, so that neither topics nor client ids can cross. */
export type RealmBroker = {
  handle(socket: TLSSocket, principal: string): void;
  deliver(message: Message): void;
  /** Cuts one client's connection, or every client's. How many there were. */
  drop(clientId?: string): number;
  close(): Promise<void>;
};

export type RealmBrokerDeps = Omit<HookDeps, 'principalOf' | 'admit'> & { log: Logger };

export async function createRealmBroker(deps: RealmBrokerDeps): Promise<RealmBroker> {
  const { log, counters, realm } = deps;
  const principals = new WeakMap<Client, string>();
  const takeover = createTakeover(({ id: clientId }) => {
    counters.add('mqtt.duplicate_client_ids');
    log.info({ event: 'mqtt.duplicate_client_id', ...realm, clientId }, 'a second connection took over a client id');
  });
  const aedes = await Aedes.createBroker({
    // No common queue: a client that reads slowly must not hold up the others.
    concurrency: 0,
    ...createHooks({ ...deps, principalOf: (client) => principals.get(client) ?? '', admit: takeover.admit }),
  });
  const connected = new Set<Client>();
  // aedes registers a connection that was lost while it was authenticated, and never strikes it off.
  aedes.on('client', (client) => void (client.closed || connected.add(client)));
  aedes.on('clientDisconnect', (client) => void connected.delete(client));
  watch(aedes, { log, counters, realm, takeover });

  return {
    handle(socket, principal) {
      principals.set(aedes.handle(socket), principal);
    },
    deliver({ topic, payload, qos, retain }) {
      aedes.publish({ cmd: 'publish', topic, payload, qos, retain, dup: false }, (error) => {
        if (!error || aedes.closed) return;
        log.error({ event: 'mqtt.deliver_failed', ...realm, topic, error }, 'a message was not delivered');
      });
    },
    drop(clientId) {
      const all = [...connected.values()].filter((client) => (clientId ?? client.id) === client.id);
      for (const client of all) client.conn.destroy();
      return all.length;
    },
    close: () => new Promise((resolve) => aedes.close(() => resolve())),
  };
}

type Watching = { log: Logger; counters: Counters; realm: Realm; takeover: Takeover };

function watch(aedes: Aedes, { log, counters, realm, takeover }: Watching): void {
  aedes.on('client', (client) => {
    takeover.registered(client);
    counters.add('mqtt.connected');
    log.info({ event: 'mqtt.connected', ...realm, clientId: client.id }, 'a device connected');
  });
  aedes.on('clientDisconnect', (client) => {
    takeover.gone(client);
    counters.add('mqtt.disconnected');
    log.info({ event: 'mqtt.disconnected', ...realm, clientId: client.id }, 'a device disconnected');
  });
  const failed = (client: Client, { message: reason }: Error) => {
    log.info({ event: 'mqtt.client_error', ...realm, clientId: client.id, reason }, `a connection ended: ${reason}`);
  };
  aedes.on('clientError', failed);
  aedes.on('connectionError', failed);
}
