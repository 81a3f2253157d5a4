import type { TLSSocket } from 'node:tls';
import type { Ids } from '@thingdock/effects';
import {
  Aedes,
  type AedesOptions,
  type AuthenticateError,
  type Client,
  type ConnectPacket,
  type PublishPacket,
} from 'aedes';
import type { Counters, Logger } from '../stand-in.ts';
import type { Authorize } from './broker.ts';
import { createDeduplicate } from './deduplicate.ts';
import { clientIdFault, effectiveKeepAlive, publishFault, subscribeFault } from './limits.ts';
import type { Message, Realm, Sender } from './message.ts';
import { createTakeover } from './takeover.ts';

/** The MQTT side of one realm: an aedes of its own, so that neither topics nor client ids can cross. */
export type RealmBroker = {
  handle(socket: TLSSocket, principal: string): void;
  deliver(message: Message): void;
  close(): Promise<void>;
};

export type RealmBrokerDeps = {
  realm: Realm;
  ids: Ids;
  log: Logger;
  counters: Counters;
  /** Bounds of the keep-alive in seconds. */
  keepAlive: { min: number; max: number };
  authorize: Authorize;
  /** Hears the messages of devices, wills included. */
  heard: (message: Message) => void;
};

export async function createRealmBroker(deps: RealmBrokerDeps): Promise<RealmBroker> {
  const { log, counters, realm } = deps;
  const principals = new WeakMap<Client, string>();
  const takeover = createTakeover((client) => {
    counters.add('mqtt.duplicate_client_ids');
    log.info(
      { event: 'mqtt.duplicate_client_id', ...realm, clientId: client.id },
      'a second connection took over a client id',
    );
  });
  const aedes = await Aedes.createBroker({
    // No common queue: a client that reads slowly must not hold up the others.
    concurrency: 0,
    ...createHooks(deps, (client) => principals.get(client) ?? '', takeover.admit),
  });
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
  for (const event of ['clientError', 'connectionError'] as const) {
    aedes.on(event, (client, error) => {
      log.info(
        { event: 'mqtt.client_error', ...realm, clientId: client.id, reason: error.message },
        'a connection ended',
      );
    });
  }

  return {
    handle(socket, principal) {
      principals.set(aedes.handle(socket), principal);
    },
    deliver({ topic, payload, qos, retain }) {
      aedes.publish({ cmd: 'publish', topic, payload, qos, retain, dup: false }, (error) => {
        if (error && !aedes.closed)
          log.error({ event: 'mqtt.deliver_failed', ...realm, topic, error }, 'a delivery failed');
      });
    },
    close: () => new Promise((resolve) => aedes.close(() => resolve())),
  };
}

type Hooks = Required<
  Pick<AedesOptions, 'preConnect' | 'authenticate' | 'authorizePublish' | 'authorizeSubscribe' | 'authorizeForward'>
>;

function createHooks(
  { realm, ids, keepAlive, authorize, heard, counters }: RealmBrokerDeps,
  principalOf: (client: Client) => string,
  admit: (client: Client, clientId: string) => Promise<void>,
): Hooks {
  const deduplicate = createDeduplicate();
  const wills = new WeakSet<object>();
  const asking = (client: Client) => ({ realm, clientId: client.id, principal: principalOf(client) });

  return {
    preConnect(client, packet: ConnectPacket, done) {
      const fault = clientIdFault(packet.clientId);
      if (fault) return done(new Error(fault), false);
      // [MQTT-3.1.3-6]: a client without an id gets one of its own.
      packet.clientId ||= ids.uuid();
      packet.keepalive = effectiveKeepAlive(packet.keepalive ?? 0, keepAlive);
      if (packet.will) wills.add(packet.will);
      deduplicate.adopt(client);
      done(null, true);
    },

    authenticate(client, _username, _password, done) {
      if (!authorize({ ...asking(client), action: 'connect' }))
        return done(refusal('the policy forbids to connect'), false);
      admit(client, client.id).then(
        () => done(null, true),
        (error: Error) => done(Object.assign(error, { returnCode: 3 }), false),
      );
    },

    authorizePublish(client, packet, done) {
      if (!client) return done(new Error('messages of a lost broker are not sent'));
      const { topic, retain } = packet;
      const fault = publishFault(packet);
      if (fault) return done(new Error(`publish on '${topic}': ${fault}`));
      if (!authorize({ ...asking(client), action: 'publish', topic, retain })) {
        return done(new Error(`publish on '${topic}': the policy forbids it`));
      }
      const { clientId, principal } = asking(client);
      const kind: Sender['kind'] = wills.has(packet) ? 'will' : 'device';
      counters.add(kind === 'will' ? 'mqtt.wills' : 'mqtt.published');
      // First to the subscribers, so that a shadow's answer does not overtake the request.
      done(null);
      heard({ realm, ...contentOf(packet), sender: { kind, clientId, principal }, hops: 0 });
    },

    authorizeSubscribe(client, subscription, done) {
      const allowed =
        !subscribeFault(subscription) &&
        authorize({ ...asking(client), action: 'subscribe', filter: subscription.topic });
      done(null, allowed ? subscription : null);
    },

    authorizeForward: (client, packet) => (deduplicate.isNew(client, packet) ? packet : null),
  };
}

function contentOf({
  topic,
  payload,
  qos,
  retain,
}: PublishPacket): Pick<Message, 'topic' | 'payload' | 'qos' | 'retain'> {
  return { topic, payload: Buffer.from(payload), qos: qos === 1 ? 1 : 0, retain };
}

/** CONNACK return code 5 of MQTT 3.1.1: not authorised. */
function refusal(text: string): AuthenticateError {
  return Object.assign(new Error(text), { returnCode: 5 });
}
