import { acknowledgeMessage } from '@thingdock/device-protocol';
import type { Session } from '../connection/session.ts';
import { reasonOf } from '../platform/errors.ts';
import type { Log } from '../platform/log.ts';
import type { Shadow } from './shadow.ts';

/** Acknowledges a message until that is accepted, or until a newer message has taken its place. */
export type Acknowledge = (session: Session, text: string) => void;

export function createAcknowledge({ shadow, log }: { shadow: Pick<Shadow, 'persist'>; log: Log }): Acknowledge {
  let current: { text: string; session: Session; superseded: AbortController } | undefined;

  return (session, text) => {
    if (current?.text === text && current.session === session) return;
    current?.superseded.abort(new Error('a newer message came'));
    const mine = { text, session, superseded: new AbortController() };
    current = mine;
    const signal = AbortSignal.any([session.signal, mine.superseded.signal]);
    shadow
      .persist(session, acknowledgeMessage(text), signal)
      .catch((error) => log.debug('shadow.acknowledgement-given-up', { reason: reasonOf(error) }))
      .finally(() => {
        if (current === mine) current = undefined;
      });
  };
}
