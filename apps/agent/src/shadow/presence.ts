import {
  type AgentInfo,
  isObject,
  parseObject,
  readPresence,
  reportAgent,
  reportConnected,
} from '@thingdock/device-protocol';
import type { Clock } from '@thingdock/effects';
import type { Session } from '../connection/session.ts';
import { reasonOf } from '../platform/errors.ts';
import type { Log } from '../platform/log.ts';
import { within } from '../platform/timing.ts';
import type { Shadow } from './shadow.ts';

/** What the device says of itself in the shadow. */
export type Presence = {
  /** Says that the device is connected, then which agent it runs; repeats each until it is accepted. */
  announce(session: Session): Promise<void>;
  /** Takes an accepted update of the shadow, whoever made it, and objects when it says that the device is gone. */
  observe(session: Session, payload: Uint8Array): void;
  /** Says that the device leaves on purpose. Waits for the answer, but never longer than a few seconds. */
  leave(session: Session): Promise<void>;
};

/** Two parties that contradict each other must not do it faster than this. */
const OBJECT_EVERY_MS = 2_000;
/** Bounds a clean stop: a device that cannot say goodbye still goes, and then its last will speaks. */
const LEAVE_TIMEOUT_MS = 5_000;

export function createPresence(deps: { shadow: Shadow; agent: AgentInfo; clock: Clock; log: Log }): Presence {
  const { shadow, agent, clock, log } = deps;
  const leaving = new AbortController();
  let objected = 0;

  return {
    observe(session, payload) {
      // After a quick reconnect the last will of the lost connection may arrive after "connected": it is old news.
      if (leaving.signal.aborted || !saysGone(payload) || clock.now() - objected < OBJECT_EVERY_MS) return;
      objected = clock.now();
      log.warn('shadow.called-disconnected');
      const signal = AbortSignal.any([session.signal, leaving.signal]);
      shadow
        .persist(session, reportConnected(true), signal)
        .catch((error) => log.debug('shadow.objection-given-up', { reason: reasonOf(error) }));
    },
    async announce(session) {
      const signal = AbortSignal.any([session.signal, leaving.signal]);
      await shadow.persist(session, reportConnected(true), signal);
      log.info('shadow.connected');
      await shadow.persist(session, reportAgent(agent), signal);
    },
    async leave(session) {
      leaving.abort(new Error('the agent is stopping'));
      const signal = AbortSignal.any([session.signal, AbortSignal.timeout(LEAVE_TIMEOUT_MS)]);
      const said = shadow.persist(session, reportConnected(false), signal);
      const answered = await within(said, { clock, ms: LEAVE_TIMEOUT_MS, signal: session.signal }).catch((error) => {
        log.warn('shadow.goodbye-failed', { reason: reasonOf(error) });
      });
      if (answered && !answered.inTime) log.warn('shadow.goodbye-unanswered');
    },
  };
}

function saysGone(payload: Uint8Array): boolean {
  const document = parseObject(payload);
  if (!document.ok || !isObject(document.value.state)) return false;
  const { reported } = document.value.state;
  return isObject(reported) && readPresence(reported.enebular).connected === false;
}
