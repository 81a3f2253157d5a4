import { createHash } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { type Ids, systemClock } from '@thingdock/effects';
import type { Counters, Logger } from '../stand-in.ts';
import type { Authorize, Broker } from './broker.ts';
import { createListener } from './listener.ts';
import type { Message, Realm } from './message.ts';
import { createRealmBroker } from './realm-broker.ts';
import { createRealms } from './realms.ts';

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
 * MQTT 3.1.1 over mutual TLS on a port of its own. A client certificate must be registered, ACTIVE and not have run out; account and
 * region follow from its registration, since old agents send no SNI.
 */
export async function createBroker(deps: MqttBrokerDeps): Promise<Broker> {
  const hub = createHub(deps);
  const realms = createRealms({ make: (realm) => makeRealm(deps, realm, hub.heard), log: deps.log });
  const connections = new Map<TLSSocket, string>();
  let closing = false;

  const server = createListener(deps, (socket) => {
    const admitted = closing ? undefined : admit(deps, socket);
    if (!admitted) return socket.destroy();
    connections.set(socket, admitted.certificateId);
    socket.once('close', () => connections.delete(socket));
    realms.serve(admitted.realm, socket, admitted.certificateId);
  });
  server.listen(deps.port ?? 0, deps.host ?? '127.0.0.1');
  await once(server, 'listening');

  return {
    port: (server.address() as AddressInfo).port,
    onMessage: hub.listen,
    async publish(message) {
      // Wills still come while the broker closes; they must not bring a realm's broker back to life.
      const broker = closing ? undefined : await realms.of(message.realm);
      if (!closing) broker?.deliver(message);
      hub.heard(message);
    },
    disconnectCertificate(certificateId) {
      for (const [socket, id] of connections) if (id === certificateId) socket.destroy();
    },
    dropConnections: (which) => realms.drop(which),
    reset: () => realms.close(),
    async close() {
      closing = true;
      const stopped = once(server, 'close');
      server.close();
      await realms.close();
      for (const socket of connections.keys()) socket.destroy();
      await stopped;
    },
  };
}

function makeRealm(deps: MqttBrokerDeps, realm: Realm, heard: (message: Message) => void) {
  const { authorize = () => true, keepAlive = { min: 30, max: 1200 } } = deps;
  return createRealmBroker({ ...deps, realm, authorize, keepAlive, heard });
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
