import type { Login } from './connection.ts';
import type { Message } from './message.ts';

/**
 * The messages by which AWS IoT tells who comes, goes and subscribes.
 * https://docs.aws.amazon.com/iot/latest/developerguide/life-cycle-events.html
 */

export type DisconnectReason =
  | 'AUTH_ERROR'
  | 'CLIENT_ERROR'
  | 'CLIENT_INITIATED_DISCONNECT'
  | 'CONNECTION_LOST'
  | 'DUPLICATE_CLIENTID'
  | 'MQTT_KEEP_ALIVE_TIMEOUT'
  | 'SERVER_ERROR'
  | 'SERVER_INITIATED_DISCONNECT'
  | 'THROTTLED';

type Document = { eventType: string; [member: string]: unknown };

export function connectedEvent(login: Login, timestamp: number): Message | undefined {
  const { sessionIdentifier, versionNumber, device } = login;
  return event(login, 'presence', {
    clientId: device.clientId,
    timestamp,
    eventType: 'connected',
    sessionIdentifier,
    principalIdentifier: device.certificateId,
    ipAddress: device.sourceIp,
    versionNumber,
  });
}

export function disconnectedEvent(login: Login, timestamp: number, reason: DisconnectReason): Message | undefined {
  const { sessionIdentifier, versionNumber, device } = login;
  return event(login, 'presence', {
    clientId: device.clientId,
    timestamp,
    eventType: 'disconnected',
    sessionIdentifier,
    principalIdentifier: device.certificateId,
    clientInitiatedDisconnect: reason === 'CLIENT_INITIATED_DISCONNECT',
    disconnectReason: reason,
    versionNumber,
  });
}

export function subscriptionEvent(
  login: Login,
  timestamp: number,
  eventType: 'subscribed' | 'unsubscribed',
  topics: readonly string[],
): Message | undefined {
  const { sessionIdentifier, device } = login;
  return event(login, 'subscriptions', {
    clientId: device.clientId,
    timestamp,
    eventType,
    sessionIdentifier,
    principalIdentifier: device.certificateId,
    topics,
  });
}

/** Client ids with `+` or `#` have no events. */
function event({ device }: Login, kind: 'presence' | 'subscriptions', document: Document): Message | undefined {
  if (/[+#]/.test(device.clientId)) return undefined;
  return {
    realm: device.realm,
    topic: `$aws/events/${kind}/${document.eventType}/${device.clientId}`,
    payload: Buffer.from(JSON.stringify(document)),
    qos: 0,
    retain: false,
    sender: { kind: 'broker' },
    hops: 0,
  };
}
