import type { Connection, Login } from '../connection.ts';
import { subscriptionEvent } from '../lifecycle.ts';
import type { UnsubscribePacket } from '../packet-reader.ts';
import { unsubackPacket } from '../packets.ts';
import type { RealmContext } from '../realm-context.ts';

export function handleUnsubscribe(
  { sessions, clock, announce }: RealmContext,
  connection: Connection,
  login: Login,
  { unsubscriptions, messageId }: UnsubscribePacket,
): void {
  for (const filter of unsubscriptions) sessions.unsubscribe(login.session, filter);
  connection.write(unsubackPacket(messageId));
  announce(subscriptionEvent(login, clock.now(), 'unsubscribed', unsubscriptions));
}
