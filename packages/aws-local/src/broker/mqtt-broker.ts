import { createHash, constants as crypto } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer, type TLSSocket } from 'node:tls';
import type { Ids } from '@thingdock/effects';
import type { Counters, Logger } from '../stand-in.ts';
import type { Authorize, Broker } from './broker.ts';
import { type Message, type Realm, realmKey } from './message.ts';
import { createRealmBroker, type RealmBroker } from './realm-broker.ts';

export type MqttBrokerDeps = {
  ids: Ids;
  log: Logger;
  counters: Counters;
  /** PEM: the key and certificate of the listener, and the authority whose device certificates it takes. */
  credentials: { key: string; cert: string };
  caPem: string;
  /** Where a certificate is registered (by the SHA-256 of its DER form), and whether it is ACTIVE. */
  registration: (certificateId: string) => { realm: Realm; active: boolean } | undefined;
  /** Every device may do everything until IoT policies are asked here. */
  authorize?: Authorize;
  host?: string;
  /** 0: any free port. */
  port?: number;
  /** Seconds. AWS IoT's bounds unless told. */
  keepAlive?: { min: number; max: number };
};

/**
 * MQTT 3.1.1 over mutual TLS on a port of its own. A client certificate must chain to the local authority and be registered and ACTIVE; account and
 * region follow from its registration, since old agents send no SNI.
 */
export async function createBroker(deps: MqttBrokerDeps): Promise<Broker> {
  const { ids, log, counters, authorize = () => true, keepAlive = { min: 30, max: 1200 } } = deps;
  const listeners: ((message: Message) => void)[] = [];
  const realms = new Map<string, Promise<RealmBroker>>();
  const connections = new Map<TLSSocket, string>();
  let closing = false;

  const heard = (message: Message) => {
    for (const listener of listeners) {
      try {
        listener(message);
      } catch (error) {
        // One message that cannot be served must not end the connection that brought it, let alone the process.
        counters.add('mqtt.listener_failed');
        log.error({ event: 'mqtt.listener_failed', topic: message.topic, error }, 'a message could not be served');
      }
    }
  };

  function realmBroker(realm: Realm): Promise<RealmBroker> {
    const key = realmKey(realm);
    const found = realms.get(key) ?? createRealmBroker({ realm, ids, log, counters, keepAlive, authorize, heard });
    realms.set(key, found);
    return found;
  }

  async function welcome(socket: TLSSocket): Promise<void> {
    const certificateId = createHash('sha256').update(socket.getPeerCertificate().raw).digest('hex');
    const registered = deps.registration(certificateId);
    if (!registered?.active || closing) {
      counters.add('mqtt.refused');
      const reason = registered ? 'its certificate is not ACTIVE' : 'its certificate is not registered';
      log.warn({ event: 'mqtt.refused', certificateId, reason }, `a device was refused: ${reason}`);
      socket.destroy();
      return;
    }
    connections.set(socket, certificateId);
    socket.once('close', () => connections.delete(socket));
    const broker = await realmBroker(registered.realm);
    if (!socket.destroyed) broker.handle(socket, certificateId);
  }

  const server = listener(deps, (socket) => {
    welcome(socket).catch((error: unknown) => {
      log.error({ event: 'mqtt.welcome_failed', error }, 'a connection could not be served');
      socket.destroy();
    });
  });
  server.listen(deps.port ?? 0, deps.host ?? '127.0.0.1');
  await once(server, 'listening');

  return {
    port: (server.address() as AddressInfo).port,
    onMessage: (listener) => listeners.push(listener),
    async publish(message) {
      const broker = await realmBroker(message.realm);
      if (!closing) broker.deliver(message);
      heard(message);
    },
    disconnectCertificate(certificateId) {
      for (const [socket, id] of connections) if (id === certificateId) socket.destroy();
    },
    async close() {
      closing = true;
      const stopped = once(server, 'close');
      server.close();
      const open = await Promise.all(realms.values());
      await Promise.all(open.map((realm) => realm.close()));
      for (const socket of connections.keys()) socket.destroy();
      await stopped;
    },
  };
}

function listener({ credentials, caPem, counters, log }: MqttBrokerDeps, accept: (socket: TLSSocket) => void) {
  const options = {
    ...credentials,
    ca: caPem,
    requestCert: true,
    rejectUnauthorized: true,
    minVersion: 'TLSv1.2' as const,
    // As on AWS IoT every connection shakes hands in full; a resumed one would not show its certificate.
    secureOptions: crypto.SSL_OP_NO_TICKET,
    noDelay: true,
  };
  const server = createServer(options, (socket) => {
    // Small packets back and forth: waiting to fill a segment would cost 40 ms each.
    socket.setNoDelay(true);
    socket.on('error', (error) => log.debug({ event: 'mqtt.socket_error', reason: error.message }, 'a socket failed'));
    accept(socket);
  });
  server.on('tlsClientError', (error) => {
    counters.add('mqtt.refused');
    log.warn({ event: 'mqtt.tls_refused', reason: error.message }, `a TLS handshake failed: ${error.message}`);
  });
  return server;
}
