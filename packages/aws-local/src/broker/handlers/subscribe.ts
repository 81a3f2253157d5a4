import type { Connection, Login } from '../connection.ts';
import { subscriptionEvent } from '../lifecycle.ts';
import { MAX_FILTERS_PER_SUBSCRIBE, MAX_SUBSCRIPTIONS, subscribeFault } from '../limits.ts';
import type { SubscribePacket } from '../packet-reader.ts';
import { publishPacket, subackPacket } from '../packets.ts';
import type { RealmContext } from '../realm-context.ts';

const FAILURE = 0x80;

/**
 * Each filter that is not allowed is answered with 0x80. As on AWS IoT a request with QoS 2 is not answered, and a connection with too many
 * subscriptions ends.
 */
export function handleSubscribe(
  context: RealmContext,
  connection: Connection,
  login: Login,
  { subscriptions, messageId }: SubscribePacket,
): void {
  const { clientId } = login.device;
  const second = subscriptions.find(({ qos }) => qos === 2);
  if (second) {
    context.ignoreQos2(clientId, second.topic);
    return;
  }
  if (subscriptions.length > MAX_FILTERS_PER_SUBSCRIBE) {
    connection.end('CLIENT_ERROR', `SUBSCRIBE with more than ${MAX_FILTERS_PER_SUBSCRIBE} filters`);
    return;
  }
  const granted = subscriptions.map((subscription) => grant(context, login, subscription));
  connection.write(subackPacket(messageId, granted));
  const topics = subscriptions.flatMap(({ topic }, index) => (granted[index] === FAILURE ? [] : [topic]));
  for (const topic of topics) sendRetained(context, login, topic);
  if (topics.length > 0) context.announce(subscriptionEvent(login, context.clock.now(), 'subscribed', topics));
  if (subscriptions.some(({ topic }) => isOneTooMany(login, topic))) {
    connection.end('THROTTLED', `more than ${MAX_SUBSCRIPTIONS} subscriptions on one connection`);
  }
}

function isOneTooMany({ session: { subscriptions } }: Login, filter: string): boolean {
  return subscriptions.size >= MAX_SUBSCRIPTIONS && !subscriptions.has(filter);
}

function grant(
  { sessions, log, realm }: RealmContext,
  login: Login,
  { topic: filter, qos }: SubscribePacket['subscriptions'][number],
): number {
  const { session, permissions, device } = login;
  const reason =
    subscribeFault(filter) ??
    (permissions.maySubscribe(filter) ? undefined : 'no policy allows iot:Subscribe') ??
    (isOneTooMany(login, filter) ? 'there are too many subscriptions' : undefined);
  if (reason !== undefined) {
    const fields = { event: 'mqtt.subscribe_refused', ...realm, clientId: device.clientId, filter, reason };
    log.warn(fields, `a subscription to '${filter}' was refused: ${reason}`);
    return FAILURE;
  }
  const level = qos === 1 ? 1 : 0;
  sessions.subscribe(session, filter, level);
  return level;
}

/** Unlike other brokers AWS IoT gives a retained message to a filter that names its topic exactly, and to no wildcard. */
function sendRetained({ retained }: RealmContext, { session }: Login, filter: string): void {
  const message = /[+#]/.test(filter) ? undefined : retained.get(filter);
  if (!message) return;
  const { qos, ...publication } = message;
  if (qos === 1 && session.subscriptions.get(filter) === 1) session.send(publication);
  else session.offer(filter, () => publishPacket(publication));
}
