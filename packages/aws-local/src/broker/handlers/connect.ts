import type { DeviceConnection } from '../../device-policy/device-policies.ts';
import type { Connection, Login } from '../connection.ts';
import { connectedEvent } from '../lifecycle.ts';
import { clientIdFault, effectiveKeepAlive } from '../limits.ts';
import type { ConnectPacket } from '../packet-reader.ts';
import { connackPacket, REFUSED, VERSION_REFUSED } from '../packets.ts';
import { Permissions } from '../permissions.ts';
import type { RealmContext } from '../realm-context.ts';
import type { Session } from '../session.ts';

/** A second CONNECT of a client id wins: the earlier connection has ended, its will included, before the new one is let in. */
export function handleConnect(context: RealmContext, connection: Connection, packet: ConnectPacket): void {
  const refusal = refusalOf(packet);
  if (refusal) {
    refuse(context, connection, refusal.reason, refusal.answer);
    return;
  }
  const device = deviceOf(context, connection, packet);
  const permissions = new Permissions(context.realm, context.policyOf(device));
  if (!permissions.mayConnect(device.clientId)) {
    const reason = `no policy allows iot:Connect as '${device.clientId}'`;
    refuse(context, connection, reason, connackPacket(REFUSED.notAuthorized, false));
    return;
  }
  takeOver(context, device.clientId);
  context.forgetExpired();
  logIn(context, connection, { device, permissions, ...(packet.will && { will: packet.will }) }, packet.keepalive);
}

type Admitted = Pick<Login, 'device' | 'permissions' | 'will'>;

function logIn(context: RealmContext, connection: Connection, admitted: Admitted, keepAlive: number): void {
  const { device } = admitted;
  const { session, isPresent } = openSession(context, device);
  const login: Login = {
    ...admitted,
    session,
    sessionIdentifier: context.ids.uuid(),
    versionNumber: context.presence.online(device.clientId),
  };
  connection.login = login;
  connection.watch(effectiveKeepAlive(keepAlive, context.keepAlive) * 1500);
  connection.write(connackPacket(0, isPresent));
  session.attach(connection);
  context.sessions.save(session);
  context.counters.add('mqtt.connected');
  context.log.info({ event: 'mqtt.connected', ...context.realm, clientId: device.clientId }, 'a device connected');
  context.announce(connectedEvent(login, context.clock.now()));
}

function refusalOf({ protocolVersion, clientId, clean, will }: ConnectPacket) {
  if (protocolVersion === 5) return { reason: 'aws-local does not speak MQTT 5', answer: VERSION_REFUSED };
  if (will?.qos === 2) return { reason: 'a will of QoS 2 is not supported' };
  // [MQTT-3.1.3-8]: only a clean session can do without a client id of the client's own.
  const fault = clientId === '' && !clean ? 'the client id is empty' : clientIdFault(clientId);
  return fault === undefined ? undefined : { reason: fault, answer: connackPacket(REFUSED.identifier, false) };
}

function refuse({ counters, log, realm }: RealmContext, connection: Connection, reason: string, answer?: Buffer): void {
  counters.add('mqtt.refused');
  const { certificateId } = connection;
  log.warn({ event: 'mqtt.refused', ...realm, certificateId, reason }, `a device was refused: ${reason}`);
  connection.end('AUTH_ERROR', reason, answer);
}

function deviceOf({ realm, ids }: RealmContext, connection: Connection, packet: ConnectPacket): DeviceConnection {
  return {
    realm,
    certificateId: connection.certificateId,
    // [MQTT-3.1.3-6]: a client without an id gets one of its own.
    clientId: packet.clientId || ids.uuid(),
    sourceIp: (connection.socket.remoteAddress ?? '').replace(/^::ffff:/, ''),
    isPersistent: !packet.clean,
    ...(packet.will && { willTopic: packet.will.topic }),
  };
}

function takeOver({ sessions, counters, log, realm }: RealmContext, clientId: string): void {
  const earlier = sessions.find(clientId)?.connection;
  if (!earlier) return;
  counters.add('mqtt.duplicate_client_ids');
  log.info({ event: 'mqtt.duplicate_client_id', ...realm, clientId }, 'a second connection took over a client id');
  earlier.end('DUPLICATE_CLIENTID', 'another connection came with its client id');
}

function openSession({ sessions }: RealmContext, { clientId, isPersistent }: DeviceConnection) {
  const earlier: Session | undefined = sessions.find(clientId);
  if (earlier && isPersistent) return { session: earlier, isPresent: true };
  if (earlier) sessions.delete(earlier);
  return { session: sessions.create(clientId, isPersistent), isPresent: false };
}
