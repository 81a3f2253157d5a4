import { type JsonObject, parseShadow, type ShadowView } from '@thingdock/device-protocol';
import type { Clock, Ids } from '@thingdock/effects';
import type { Session } from '../connection/session.ts';
import { insist } from '../platform/insist.ts';
import type { Log } from '../platform/log.ts';
import { type Answer, type Exchange, ShadowError } from './exchange.ts';

export type Shadow = {
  /** Writes until the service accepts; rejects only when the signal aborts. */
  persist(session: Session, document: JsonObject, signal: AbortSignal): Promise<void>;
  /** Reads the whole shadow; undefined when there is none. Tries until the session ends. */
  read(session: Session): Promise<ShadowView | undefined>;
};

const RETRY = { first: 2_000, most: 300_000 };

/**
 * Writes go without `version`: the device owns what it reports, so a write of the cloud in between is no conflict, and
 * AWS would answer the version of a moment ago with 409.
 */
export function createShadow(deps: { exchange: Pick<Exchange, 'ask'>; clock: Clock; ids: Ids; log: Log }): Shadow {
  const { exchange, clock, ids, log } = deps;
  const keepTrying = (event: string, signal: AbortSignal) => ({
    ...{ clock, ids, signal, retry: RETRY },
    onFailure: (failure: object) => log.warn(event, { ...failure }),
  });

  return {
    persist: (session, document, signal) =>
      insist(
        async () => accepted('update', await exchange.ask(session, 'update', document)),
        keepTrying('shadow.update-failed', signal),
      ),
    read: (session) =>
      insist(
        async () => viewOf(await exchange.ask(session, 'get', {})),
        keepTrying('shadow.get-failed', session.signal),
      ),
  };
}

function viewOf(answer: Answer): ShadowView | undefined {
  if (answer.topic === 'getRejected' && answer.answer.code === 404) return undefined;
  accepted('get', answer);
  const view = parseShadow(answer.payload);
  if (!view.ok) throw new ShadowError(view.problem);
  return view.value;
}

function accepted(operation: string, { topic, answer }: Answer): void {
  if (topic !== 'updateRejected' && topic !== 'getRejected') return;
  throw new ShadowError(`shadow ${operation} rejected: ${answer.code ?? '?'} ${answer.reason ?? ''}`.trim());
}
