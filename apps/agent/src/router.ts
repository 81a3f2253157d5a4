import { parseTopic } from '@thingdock/device-protocol';
import type { Session } from './connection/session.ts';
import type { Messenger } from './messenger/messenger.ts';
import type { Log } from './platform/log.ts';
import type { Exchange } from './shadow/exchange.ts';
import type { Inbox } from './shadow/inbox.ts';
import type { Presence } from './shadow/presence.ts';

export type RouterDeps = {
  exchange: Pick<Exchange, 'receive'>;
  presence: Pick<Presence, 'observe'>;
  inbox: Pick<Inbox, 'receiveDelta'>;
  messenger: Pick<Messenger, 'receive'>;
  /** Takes a command of the cloud. */
  onCommand(payload: Uint8Array): void;
  /** The shadow was deleted, and with it all that the device had said in it. */
  onShadowDeleted(session: Session): void;
  log: Log;
};

/** Takes every message that the broker delivers to where it belongs. */
export function createRouter({ exchange, presence, inbox, messenger, onCommand, onShadowDeleted, log }: RouterDeps) {
  return (session: Session, topic: string, payload: Uint8Array): void => {
    const address = parseTopic(topic);
    switch (address?.topic) {
      case 'updateDelta':
        inbox.receiveDelta(session, payload);
        break;
      case 'updateAccepted':
        presence.observe(session, payload);
        exchange.receive(address.topic, payload);
        break;
      case 'updateRejected':
      case 'getAccepted':
      case 'getRejected':
        exchange.receive(address.topic, payload);
        break;
      case 'deleteAccepted':
        onShadowDeleted(session);
        break;
      case 'toDevice':
        messenger.receive(payload);
        break;
      case 'command':
        onCommand(payload);
        break;
      default:
        log.debug('message.ignored', { topic });
    }
  };
}
