import type { TLSSocket } from 'node:tls';
import type { Store } from '../stand-in.ts';
import { Connection, type ConnectionPort, type Login } from './connection.ts';
import { handlePacket } from './handlers/packet.ts';
import { type DisconnectReason, disconnectedEvent } from './lifecycle.ts';
import type { Message } from './message.ts';
import type { Packet } from './packet-reader.ts';
import { type Publication, publishPacket } from './packets.ts';
import { Permissions } from './permissions.ts';
import { createPresence } from './presence.ts';
import type { RealmContext } from './realm-context.ts';
import { createRetained } from './retained.ts';
import { createRouter, type Router } from './router.ts';
import type { Session } from './session.ts';
import { Sessions } from './sessions.ts';

/** The MQTT side of one realm, with topics and client ids of its own. */
export type RealmBroker = {
  accept(socket: TLSSocket, certificateId: string): void;
  publish(message: Message): void;
  connections(): Iterable<Connection>;
  /** Asks the policies anew about a connection that stands; ends it when they do not let it in any more. */
  reauthorize(connection: Connection): void;
  /** Forgets every session, retained message and client. */
  clear(): void;
};

export type RealmBrokerDeps = Pick<
  RealmContext,
  'realm' | 'clock' | 'ids' | 'log' | 'counters' | 'policyOf' | 'keepAlive'
> & {
  store: Store;
  sessionExpiryMs: number;
  /** Hears every message after the subscribers. */
  heard: (message: Message) => void;
  wantsFlush: ConnectionPort['wantsFlush'];
};

/** AWS IoT forgets a client's version number about an hour after it went away. */
const VERSION_MS = 3_600_000;
const SWEEP_MS = 60_000;

export function createRealmBroker(deps: RealmBrokerDeps): RealmBroker {
  const connections = new Set<Connection>();
  const context = createContext(deps);
  const port: ConnectionPort = {
    packet: (connection, packet) => handleSafely(context, connection, packet),
    ended(connection, reason, detail) {
      connections.delete(connection);
      const { login } = connection;
      if (login) depart(context, connection, login, reason, detail);
      else deps.log.info({ event: 'mqtt.connection_ended', ...deps.realm, reason, detail }, 'a connection ended');
    },
    wantsFlush: deps.wantsFlush,
  };

  return {
    accept: (socket, certificateId) => void connections.add(new Connection(socket, certificateId, port)),
    publish: context.publish,
    connections: () => [...connections],
    reauthorize: (connection) => reauthorize(context, connection),
    clear() {
      context.sessions.clear();
      context.presence.clear();
      context.retained.clear();
    },
  };
}

function createContext(deps: RealmBrokerDeps): RealmContext {
  const { realm, store, clock, log, counters, sessionExpiryMs } = deps;
  const router = createRouter<Session>();
  const sessions = new Sessions({ ...deps, router, expiryMs: sessionExpiryMs });
  const presence = createPresence(store, realm);
  const retained = createRetained(store, realm);
  presence.recover(clock.now());

  const publish = (message: Message) => {
    if (message.retain) retained.set(message);
    deliver({ router, sessions }, message);
    deps.heard(message);
  };
  return {
    ...deps,
    sessions,
    presence,
    retained,
    publish,
    announce: (event) => event && publish(event),
    ignoreQos2(clientId, topic) {
      counters.add('mqtt.qos2_ignored');
      log.warn({ event: 'mqtt.qos2_ignored', ...realm, clientId, topic }, 'QoS 2 is not supported and not answered');
    },
    forgetExpired: sweeper(deps, () => {
      sessions.deleteExpired();
      presence.forget(clock.now() - Math.max(VERSION_MS, sessionExpiryMs));
    }),
  };
}

function deliver({ router, sessions }: { router: Router<Session>; sessions: Sessions }, message: Message): void {
  const { topic, payload, qos } = message;
  const receivers = router.match(topic);
  if (receivers.size === 0) return;
  const publication: Publication = { topic, payload, retain: false };
  let packet: Buffer | undefined;
  const plain = () => {
    packet ??= publishPacket(publication);
    return packet;
  };
  for (const [session, wanted] of receivers) {
    if (qos === 0 || wanted === 0) session.offer(topic, plain);
    else if (!sessions.isExpired(session)) session.send(publication);
  }
}

/** A packet that cannot be served must end its connection, and not the process. */
function handleSafely(context: RealmContext, connection: Connection, packet: Packet): void {
  try {
    handlePacket(context, connection, packet);
  } catch (error) {
    context.log.error({ event: 'mqtt.packet_failed', ...context.realm, packet: packet.cmd, error }, 'a packet failed');
    connection.end('SERVER_ERROR', 'a packet could not be served');
  }
}

/** The end of a connection that had logged in: its session waits or goes, its will is sent unless it said good-bye. */
function depart(
  context: RealmContext,
  connection: Connection,
  login: Login,
  reason: DisconnectReason,
  detail: string,
): void {
  const { sessions, presence, clock, counters, log, realm } = context;
  const { device, session, will, permissions } = login;
  const { clientId } = device;
  if (session.connection === connection) {
    session.detach(clock.now());
    if (session.isPersistent) sessions.save(session);
    else sessions.delete(session);
  }
  presence.offline(clientId, clock.now());
  counters.add('mqtt.disconnected');
  log.info({ event: 'mqtt.disconnected', ...realm, clientId, reason, detail }, `a device disconnected: ${detail}`);
  if (will && reason !== 'CLIENT_INITIATED_DISCONNECT') {
    const { topic, retain } = will;
    const fault = permissions.publishFault(topic, retain);
    if (fault) {
      log.warn({ event: 'mqtt.will_refused', ...realm, clientId, topic, reason: fault.reason }, 'a will was not sent');
    } else {
      counters.add('mqtt.wills');
      const sender = { kind: 'will', clientId, principal: device.certificateId, sourceIp: device.sourceIp } as const;
      const qos = will.qos === 1 ? 1 : 0;
      context.publish({ realm, topic, payload: will.payload, qos, retain, sender, hops: 0 });
    }
  }
  context.announce(disconnectedEvent(login, clock.now(), reason));
}

function reauthorize({ realm, policyOf }: RealmContext, connection: Connection): void {
  const { login } = connection;
  if (!login) return;
  const permissions = new Permissions(realm, policyOf(login.device));
  if (permissions.mayConnect(login.device.clientId)) login.permissions = permissions;
  // Its will is still judged by the rights under which it was let in.
  else connection.end('AUTH_ERROR', 'its policies do not allow iot:Connect any more');
}

function sweeper({ clock }: Pick<RealmBrokerDeps, 'clock'>, sweep: () => void): () => void {
  let sweptAt = clock.now();
  return () => {
    if (clock.now() - sweptAt < SWEEP_MS) return;
    sweptAt = clock.now();
    sweep();
  };
}
