import type { Connection } from '../connection.ts';
import type { Packet } from '../packet-reader.ts';
import { PINGRESP } from '../packets.ts';
import type { RealmContext } from '../realm-context.ts';
import { handleConnect } from './connect.ts';
import { handlePublish } from './publish.ts';
import { handleSubscribe } from './subscribe.ts';
import { handleUnsubscribe } from './unsubscribe.ts';

/** Hands a packet to its handler. What breaks the protocol ends the connection. */
export function handlePacket(context: RealmContext, connection: Connection, packet: Packet): void {
  const { login } = connection;
  if (!login) {
    // [MQTT-3.1.0-1]
    if (packet.cmd === 'connect') handleConnect(context, connection, packet);
    else connection.end('CLIENT_ERROR', 'the first packet is no CONNECT');
    return;
  }
  switch (packet.cmd) {
    case 'publish':
      handlePublish(context, connection, login, packet);
      break;
    case 'puback':
      login.session.acknowledge(packet.messageId);
      break;
    case 'subscribe':
      handleSubscribe(context, connection, login, packet);
      break;
    case 'unsubscribe':
      handleUnsubscribe(context, connection, login, packet);
      break;
    case 'pingreq':
      connection.write(PINGRESP);
      break;
    case 'disconnect':
      connection.end('CLIENT_INITIATED_DISCONNECT', 'the client said good-bye');
      break;
    default:
      connection.end('CLIENT_ERROR', 'a packet that is not expected here');
  }
}
