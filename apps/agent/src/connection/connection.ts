import { commandTopic, shadowTopic, type ThingName, toDeviceTopic } from '@thingdock/device-protocol';
import type { Clock, Ids } from '@thingdock/effects';
import { createBell } from '../platform/bell.ts';
import { reasonOf } from '../platform/errors.ts';
import type { Log } from '../platform/log.ts';
import { backoff, chance, within } from '../platform/timing.ts';
import { endSession, type Session } from './session.ts';

/** The way to the broker as the rest of the agent sees it. */
export type Link = {
  /** The session, once all its subscriptions are in place. */
  current(): Session | undefined;
  /** Waits for a session; rejects with the signal's reason when that aborts first. */
  online(signal: AbortSignal): Promise<Session>;
};

export type Connection = Link & {
  /** Connects, and connects again whenever the session ends, until the signal aborts. Does not end a running session. */
  run(signal: AbortSignal): Promise<void>;
};

export type ConnectionDeps = {
  open(
    onMessage: (session: Session, topic: string, payload: Uint8Array) => void,
    signal: AbortSignal,
  ): Promise<Session>;
  thing: ThingName;
  clock: Clock;
  ids: Ids;
  log: Log;
  onMessage(session: Session, topic: string, payload: Uint8Array): void;
  /** Called when the session's subscriptions are in place. */
  onSession(session: Session): void;
};

const RECONNECT = { first: 1_000, most: 64_000 };
/** A session that lasted this long was a good one: the next waiting time starts from the beginning. */
const GOOD_SESSION_MS = 20_000;
const SUBSCRIBE_TIMEOUT_MS = 30_000;

export function createConnection(deps: ConnectionDeps): Connection {
  const { clock, ids, log } = deps;
  let session: Session | undefined;
  const opened = createBell();

  async function run(signal: AbortSignal): Promise<void> {
    for (let failures = 0; !signal.aborted; ) {
      const started = clock.now();
      const reason = await oneSession(signal);
      if (signal.aborted) return;
      failures = clock.now() - started >= GOOD_SESSION_MS ? 1 : failures + 1;
      const waitMs = backoff(failures, RECONNECT, chance(ids));
      log.warn('connection.lost', { reason, failures, waitMs });
      await clock.sleep(waitMs, signal).catch(() => undefined);
    }
  }

  /** Lives through one session; resolves with the reason of its end. */
  async function oneSession(signal: AbortSignal): Promise<string> {
    try {
      const fresh = await deps.open(deps.onMessage, signal);
      await subscribe(fresh, deps);
      session = fresh;
      deps.onSession(fresh);
      opened.ring();
      return await ended(fresh.signal);
    } catch (error) {
      return reasonOf(error);
    } finally {
      session = undefined;
    }
  }

  return {
    run,
    current: () => session,
    async online(signal) {
      while (!session) {
        signal.throwIfAborted();
        await opened.wait(signal);
      }
      return session;
    },
  };
}

/** Resolves when every topic is granted; otherwise ends the session and rejects. */
async function subscribe(session: Session, { thing, clock }: ConnectionDeps): Promise<void> {
  const all = [shadowTopics(thing), [toDeviceTopic(thing), commandTopic(thing)]].map((some) => session.subscribe(some));
  try {
    const granted = await within(Promise.all(all), { clock, ms: SUBSCRIBE_TIMEOUT_MS, signal: session.signal });
    if (!granted.inTime) throw new Error('the broker did not answer the subscriptions');
  } catch (error) {
    await endSession(session, clock);
    throw error;
  }
}

function ended(signal: AbortSignal): Promise<string> {
  if (signal.aborted) return Promise.resolve(reasonOf(signal.reason));
  return new Promise((resolve) =>
    signal.addEventListener('abort', () => resolve(reasonOf(signal.reason)), { once: true }),
  );
}

/** Seven topics: AWS takes at most eight in one SUBSCRIBE (AWS IoT Core quotas, "subscriptions per subscribe request"). */
function shadowTopics(thing: ThingName): string[] {
  const names = ['updateDelta', 'updateAccepted', 'updateRejected', 'getAccepted', 'getRejected'] as const;
  return [...names, 'deleteAccepted' as const, 'deleteRejected' as const].map((name) => shadowTopic(thing, name));
}
