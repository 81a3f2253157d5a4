import { createHash } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { type Clock, type Ids, systemClock } from '@thingdock/effects';
import type { PolicyOf } from '../device-policy/device-policies.ts';
import type { Counters, Logger, Store } from '../stand-in.ts';
import type { Broker } from './broker.ts';
import type { Connection } from './connection.ts';
import type { DisconnectReason } from './lifecycle.ts';
import { createListener } from './listener.ts';
import { type Message, type Realm, realmKey } from './message.ts';
import { createRealmBroker, type RealmBroker } from './realm-broker.ts';

export type MqttBrokerDeps = {
  store: Store;
  clock: Clock;
  ids: Ids;
  log: Logger;
  counters: Counters;
  /** PEM: the key and certificate of the listener, and the authority whose device certificates it takes. */
  credentials: { key: string; cert: string };
  caPem: string;
  /** Where a certificate is registered (by the SHA-256 of its DER form), and whether it is ACTIVE. */
  registration: (certificateId: string) => { realm: Realm; active: boolean } | undefined;
  /** What a connection's IoT policies allow. */
  policyOf: PolicyOf;
  host?: string;
  /** 0: any free port. */
  port?: number;
  /** Seconds. AWS IoT's bounds unless told. */
  keepAlive?: { min: number; max: number };
  /** How long a persistent session waits for its client; AWS IoT's hour unless told. */
  sessionExpiryMs?: number;
};

/**
 * MQTT 3.1.1 over mutual TLS on a port of its own. A client certificate must be registered, ACTIVE and not have run out; account and
 * region follow from its registration, since old agents send no SNI.
 */
export async function createBroker(deps: MqttBrokerDeps): Promise<Broker> {
  const hub = createHub(deps);
  const realms = createRealms(deps, hub.heard);
  const sockets = new Set<TLSSocket>();
  let isClosing = false;

  const server = createListener(deps, (socket) => {
    const admitted = isClosing ? undefined : admit(deps, socket);
    if (!admitted) return socket.destroy();
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    realms.of(admitted.realm).accept(socket, admitted.certificateId);
  });
  server.listen(deps.port ?? 0, deps.host ?? '127.0.0.1');
  await once(server, 'listening');

  return {
    port: (server.address() as AddressInfo).port,
    onMessage: hub.listen,
    publish: async (message) => realms.of(message.realm).publish(message),
    ...ways(realms),
    async close() {
      isClosing = true;
      const stopped = once(server, 'close');
      server.close();
      end(realms.connections(), 'SERVER_INITIATED_DISCONNECT', 'the broker stops');
      for (const socket of sockets) socket.destroy();
      await stopped;
    },
  };
}

/** The ways in which connections end, or are judged anew, from outside. */
function ways(realms: Realms): Pick<Broker, 'disconnectCertificate' | 'reauthorize' | 'dropConnections' | 'reset'> {
  return {
    disconnectCertificate(certificateId) {
      const concerned = realms.connections((connection) => connection.certificateId === certificateId);
      end(concerned, 'AUTH_ERROR', 'its certificate is not ACTIVE any more');
    },
    reauthorize(realm, which) {
      const broker = realms.of(realm);
      for (const connection of broker.connections()) if (isMeant(connection, which)) broker.reauthorize(connection);
    },
    dropConnections(which) {
      const concerned = realms.connections(({ login }) => login !== undefined && isIn(login.device, which));
      end(concerned, 'SERVER_ERROR', 'the connection was cut on request');
      return concerned.length;
    },
    async reset() {
      end(realms.connections(), 'SERVER_INITIATED_DISCONNECT', 'a reset');
      realms.clear();
    },
  };
}

function end(connections: readonly Connection[], reason: DisconnectReason, detail: string): void {
  for (const connection of connections) connection.end(reason, detail);
}

type Realms = ReturnType<typeof createRealms>;

/** The broker of each realm, made at first use. */
function createRealms(deps: MqttBrokerDeps, heard: (message: Message) => void) {
  const { keepAlive = { min: 30, max: 1200 }, sessionExpiryMs = 3_600_000 } = deps;
  const realms = new Map<string, RealmBroker>();
  const wantsFlush = createFlusher();
  return {
    of(realm: Realm): RealmBroker {
      const key = realmKey(realm);
      const known = realms.get(key);
      if (known) return known;
      const made = createRealmBroker({ ...deps, realm, keepAlive, sessionExpiryMs, heard, wantsFlush });
      realms.set(key, made);
      return made;
    },
    connections(fits: (connection: Connection) => boolean = () => true): Connection[] {
      return [...realms.values()].flatMap((broker) => [...broker.connections()].filter(fits));
    },
    clear() {
      for (const broker of realms.values()) broker.clear();
    },
  };
}

/** Flushes what a turn has written when the turn is over: the store writes its changes before that, so no answer outruns them. */
function createFlusher(): (connection: Connection) => void {
  let waiting: Connection[] = [];
  const flush = () => {
    const due = waiting;
    waiting = [];
    for (const connection of due) connection.flush();
  };
  return (connection) => {
    if (waiting.length === 0) setImmediate(flush);
    waiting.push(connection);
  };
}

function isMeant({ certificateId, login }: Connection, which: Parameters<Broker['reauthorize']>[1]): boolean {
  return 'certificateId' in which ? certificateId === which.certificateId : login?.device.clientId === which.clientId;
}

function isIn(
  { realm, clientId }: { realm: Realm; clientId: string },
  wanted: Parameters<Broker['dropConnections']>[0],
): boolean {
  const { accountId = realm.accountId, region = realm.region } = wanted;
  return accountId === realm.accountId && region === realm.region && (wanted.clientId ?? clientId) === clientId;
}

/** Who a connection is by its certificate; undefined, with the reason in the log, when it must not come in. */
function admit({ registration, counters, log }: MqttBrokerDeps, socket: TLSSocket) {
  const certificate = socket.getPeerX509Certificate();
  const certificateId = certificate && createHash('sha256').update(certificate.raw).digest('hex');
  const registered = certificateId === undefined ? undefined : registration(certificateId);
  // TLS peers judge certificates by the machine's time, whatever the clock of a test says.
  const isValid = certificate && certificate.validToDate.getTime() > systemClock.now();
  if (certificateId && isValid && registered?.active) return { certificateId, realm: registered.realm };
  counters.add('mqtt.refused');
  const reason = refusalReason(certificate !== undefined, registered !== undefined, registered?.active ?? false);
  log.warn({ event: 'mqtt.refused', certificateId, reason }, `a device was refused: ${reason}`);
  return undefined;
}

function refusalReason(isShown: boolean, isRegistered: boolean, isActive: boolean): string {
  if (!isShown) return 'it shows no certificate';
  if (!isRegistered) return 'its certificate is not registered';
  return isActive ? 'its certificate has run out' : 'its certificate is not ACTIVE';
}

/** Hands every message to all who listen. */
function createHub({ counters, log }: MqttBrokerDeps) {
  const listeners: ((message: Message) => void)[] = [];
  return {
    listen: (listener: (message: Message) => void) => void listeners.push(listener),
    heard(message: Message) {
      for (const listener of listeners) {
        try {
          listener(message);
        } catch (error) {
          // One message that cannot be served must not end the connection that brought it, let alone the process.
          counters.add('mqtt.listener_failed');
          log.error({ event: 'mqtt.listener_failed', topic: message.topic, error }, 'a message could not be served');
        }
      }
    },
  };
}
