import { decodeShadowMessage, parseShadowDelta, type ShadowMessage, type ShadowView } from '@thingdock/device-protocol';
import type { Session } from '../connection/session.ts';
import type { Log } from '../platform/log.ts';
import { createAcknowledge } from './acknowledge.ts';
import type { Shadow } from './shadow.ts';

/** Messages of the cloud, which wait in the shadow's one slot until the device has acknowledged them. */
export type Inbox = {
  /** Takes a delta. */
  receiveDelta(session: Session, payload: Uint8Array): void;
  /** Takes the whole shadow, read after a connect: what came while the device was away. */
  receiveShadow(session: Session, view: ShadowView): void;
  /** A new session, or a shadow that starts anew: versions may fall. */
  reset(): void;
};

export type InboxDeps = { shadow: Pick<Shadow, 'persist'>; log: Log; handle(message: ShadowMessage): void };

/**
 * Delivery is at least once: the shadow service repeats a message with every accepted update until it is acknowledged.
 * Each message is handled once per text and acknowledged after that, also one that is not understood, since it would
 * come for ever.
 */
export function createInbox({ shadow, log, handle }: InboxDeps): Inbox {
  let newestVersion = 0;
  let handled: string | undefined;
  const acknowledge = createAcknowledge({ shadow, log });

  function deliver(session: Session, version: number, text: string): void {
    if (version < newestVersion) {
      log.debug('shadow.old-message', { version, newestVersion });
      return;
    }
    newestVersion = version;
    if (text !== handled) {
      handled = text;
      dispatch(text);
    }
    acknowledge(session, text);
  }

  function dispatch(text: string): void {
    const message = decodeShadowMessage(text);
    if (message.ok) {
      log.info('shadow.message', { messageType: message.value.messageType });
      handle(message.value);
    } else log.warn('shadow.message-not-understood', { problem: message.problem });
  }

  return {
    receiveDelta(session, payload) {
      const delta = parseShadowDelta(payload);
      if (!delta.ok) return log.warn('shadow.delta-not-understood', { problem: delta.problem });
      const { version, message } = delta.value;
      if (message !== undefined) deliver(session, version, message);
    },
    receiveShadow(session, { version, pending }) {
      if (pending !== undefined) deliver(session, version, pending);
    },
    reset() {
      newestVersion = 0;
    },
  };
}
