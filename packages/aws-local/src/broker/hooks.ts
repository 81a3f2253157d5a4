import type { Ids } from '@thingdock/effects';
import type { AedesOptions, AuthenticateError, Client, ConnectPacket, PublishPacket } from 'aedes';
import type { Counters } from '../stand-in.ts';
import type { Authorize } from './broker.ts';
import { createDeduplicate } from './deduplicate.ts';
import { clientIdFault, effectiveKeepAlive, publishFault, subscribeFault } from './limits.ts';
import type { Message, Realm } from './message.ts';

export type HookDeps = {
  realm: Realm;
  ids: Ids;
  counters: Counters;
  /** Bounds of the keep-alive in seconds. */
  keepAlive: { min: number; max: number };
  authorize: Authorize;
  /** Hears the messages of devices, wills included. */
  heard: (message: Message) => void;
  /** The certificate id with which a client connected. */
  principalOf: (client: Client) => string;
  /** Resolves when the client id is free. */
  admit: (client: Client, clientId: string) => Promise<void>;
};

type Hook = 'preConnect' | 'authenticate' | 'authorizePublish' | 'authorizeSubscribe' | 'authorizeForward';
type Hooks = Required<Pick<AedesOptions, Hook>>;

/** Where aedes asks what to do with a client and its packets: AWS IoT's limits, the policies, and who hears a message. */
export function createHooks(deps: HookDeps): Hooks {
  const deduplicate = createDeduplicate();
  const wills = new WeakSet<object>();
  const prepare = prepareConnect(deps, wills);
  return {
    preConnect(client, packet, done) {
      const fault = prepare(packet);
      if (fault) return done(new Error(fault), false);
      deduplicate.adopt(client);
      done(null, true);
    },
    authenticate: authenticate(deps),
    authorizePublish: authorizePublish(deps, wills),
    authorizeSubscribe(client, subscription, done) {
      const filter = subscription.topic;
      const allowed =
        !subscribeFault(subscription) && deps.authorize({ ...asking(deps, client), action: 'subscribe', filter });
      done(null, allowed ? subscription : null);
    },
    authorizeForward: (client, packet) => (deduplicate.isNew(client, packet) ? packet : null),
  };
}

function prepareConnect({ ids, keepAlive }: HookDeps, wills: WeakSet<object>) {
  return (packet: ConnectPacket): string | undefined => {
    const fault = clientIdFault(packet.clientId);
    if (fault) return fault;
    // [MQTT-3.1.3-6]: a client without an id gets one of its own.
    packet.clientId ||= ids.uuid();
    packet.keepalive = effectiveKeepAlive(packet.keepalive ?? 0, keepAlive);
    if (packet.will) wills.add(packet.will);
    return undefined;
  };
}

function authenticate(deps: HookDeps): Hooks['authenticate'] {
  return (client, _username, _password, done) => {
    if (!deps.authorize({ ...asking(deps, client), action: 'connect' })) {
      return done(refusal('the policy forbids to connect'), false);
    }
    deps.admit(client, client.id).then(
      () => done(null, true),
      (error: Error) => done(Object.assign(error, { returnCode: 3 }), false),
    );
  };
}

function authorizePublish(deps: HookDeps, wills: WeakSet<object>): Hooks['authorizePublish'] {
  return (client, packet, done) => {
    if (!client) return done(new Error('messages of a lost broker are not sent'));
    const { topic, retain } = packet;
    const fault = publishFault(packet);
    if (fault) return done(new Error(`publish on '${topic}': ${fault}`));
    if (!deps.authorize({ ...asking(deps, client), action: 'publish', topic, retain })) {
      return done(new Error(`publish on '${topic}': the policy forbids it`));
    }
    const { realm, ...who } = asking(deps, client);
    const isWill = wills.has(packet);
    deps.counters.add(isWill ? 'mqtt.wills' : 'mqtt.published');
    // First to the subscribers, so that a shadow's answer does not overtake the request.
    done(null);
    deps.heard({ realm, ...contentOf(packet), sender: { kind: isWill ? 'will' : 'device', ...who }, hops: 0 });
  };
}

function asking({ realm, principalOf }: HookDeps, client: Client) {
  return { realm, clientId: client.id, principal: principalOf(client) };
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
