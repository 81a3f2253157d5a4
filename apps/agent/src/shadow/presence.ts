import { type AgentInfo, reportAgent, reportConnected } from '@thingdock/device-protocol';
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
  /** Says that the device leaves on purpose. Waits for the answer, but never longer than a few seconds. */
  leave(session: Session): Promise<void>;
};

/** Bounds a clean stop: a device that cannot say goodbye still goes, and then its last will speaks. */
const LEAVE_TIMEOUT_MS = 5_000;

export function createPresence(deps: { shadow: Shadow; agent: AgentInfo; clock: Clock; log: Log }): Presence {
  const { shadow, agent, clock, log } = deps;
  const leaving = new AbortController();

  return {
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
