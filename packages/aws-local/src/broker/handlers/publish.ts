import type { Connection, Login } from '../connection.ts';
import { MAX_PAYLOAD_BYTES } from '../limits.ts';
import type { PublishPacket } from '../packet-reader.ts';
import { pubackPacket } from '../packets.ts';
import type { RealmContext } from '../realm-context.ts';

/** A message that may not be sent ends the connection; one of QoS 2 is not answered and has no effect, as on AWS IoT. */
export function handlePublish(
  context: RealmContext,
  connection: Connection,
  { device, permissions }: Login,
  packet: PublishPacket,
): void {
  const { topic, payload, qos, retain, messageId } = packet;
  if (qos === 2) {
    context.ignoreQos2(device.clientId, topic);
    return;
  }
  if (payload.length > MAX_PAYLOAD_BYTES) {
    const detail = `publish on '${topic}': the payload is larger than ${MAX_PAYLOAD_BYTES} bytes`;
    connection.end('CLIENT_ERROR', detail);
    return;
  }
  const fault = permissions.publishFault(topic, retain);
  if (fault) {
    connection.end(fault.isForbidden ? 'AUTH_ERROR' : 'CLIENT_ERROR', `publish on '${topic}': ${fault.reason}`);
    return;
  }
  context.counters.add('mqtt.published');
  const { clientId, certificateId: principal, sourceIp } = device;
  const sender = { kind: 'device', clientId, principal, sourceIp } as const;
  context.publish({ realm: context.realm, topic, payload, qos, retain, sender, hops: 0 });
  if (qos === 1 && messageId !== undefined) connection.write(pubackPacket(messageId));
}
