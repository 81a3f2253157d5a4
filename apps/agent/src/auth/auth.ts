import type { AuthRequest, ThingName, UpdateAuth } from '@thingdock/device-protocol';
import type { Clock, Ids } from '@thingdock/effects';
import type { Session } from '../connection/session.ts';
import { reasonOf } from '../platform/errors.ts';
import type { Log } from '../platform/log.ts';
import { backoff, chance, within } from '../platform/timing.ts';
import type { Registrar } from '../registration/registration.ts';
import { type AuthDecision, decideUpdateAuth, type Outstanding } from './decide.ts';

/** Gets the device its access token: a request over HTTPS, answered through the shadow, which only this device can read. */
export type Auth = {
  /** Starts trying, unless that is going on already, until the session ends or there is an answer. */
  start(session: Session): void;
  /** Starts now, without what is left of a waiting time; a request that is under way keeps its chance. */
  hurry(session: Session): void;
  /** The device belongs to another connection now: ends what is going on and drops the token. */
  forget(): void;
  /** Takes an `updateAuth` message. */
  receive(session: Session | undefined, message: UpdateAuth): void;
  /** The bearer token for the control plane's HTTP API. */
  accessToken(): string | undefined;
};

export type AuthDeps = {
  registrar: Registrar;
  thing: ThingName;
  /** POSTs the request; rejects unless the answer is 2xx. */
  post(url: string, request: AuthRequest, signal: AbortSignal): Promise<void>;
  clock: Clock;
  ids: Ids;
  log: Log;
};

/** How long the control plane has for its answer, counted from the request. */
const ANSWER_TIMEOUT_MS = 10_000;
const RETRY = { first: 15_000, most: 4 * 3_600_000 };
type Verdict = Extract<AuthDecision, { kind: 'granted' | 'denied' }>;

export function createAuth(deps: AuthDeps): Auth {
  const { registrar, thing, post, clock, ids, log } = deps;
  let count = 0;
  let token: string | undefined;
  let outstanding: (Outstanding & { settle(verdict: Verdict): void }) | undefined;
  /** The series of attempts that is going on; aborting it ends it. */
  let series: AbortController | undefined;

  function start(session: Session): void {
    if (series || !registrar.current) return;
    const mine = new AbortController();
    series = mine;
    void attempts(AbortSignal.any([session.signal, mine.signal])).finally(() => {
      if (series === mine) series = undefined;
    });
  }

  function stopSeries(): void {
    series?.abort(new Error('starting anew'));
    series = undefined;
  }

  function hurry(session: Session): void {
    if (outstanding) return;
    stopSeries();
    start(session);
  }

  async function attempts(signal: AbortSignal): Promise<void> {
    for (let failures = 0; !signal.aborted; ) {
      try {
        return conclude(await attempt(signal));
      } catch (error) {
        if (signal.aborted) return;
        failures += 1;
        const waitMs = backoff(failures, RETRY, chance(ids));
        log.warn('auth.failed', { reason: reasonOf(error), failures, waitMs });
        await clock.sleep(waitMs, signal).catch(() => undefined);
      }
    }
  }

  async function attempt(signal: AbortSignal): Promise<Verdict> {
    const registration = registrar.current;
    if (!registration) throw new Error('the device is not registered');
    count += 1;
    const { promise, resolve } = Promise.withResolvers<Verdict>();
    const request = { nonce: ids.pick('0123456789abcdef', 32), state: `req-${count}` };
    const mine = { ...request, settle: resolve };
    outstanding = mine;
    const deadline = AbortSignal.any([signal, AbortSignal.timeout(ANSWER_TIMEOUT_MS)]);
    try {
      const body = { connectionId: registration.connectionId, deviceId: thing, ...request };
      // The answer may come before the HTTP response does, which says nothing by itself.
      const posted = post(registration.authRequestUrl, body, deadline).then(() => promise);
      const answered = await within(Promise.race([posted, promise]), { clock, ms: ANSWER_TIMEOUT_MS, signal });
      if (!answered.inTime) throw new Error(`no answer through the shadow within ${ANSWER_TIMEOUT_MS} ms`);
      return answered.value;
    } finally {
      if (outstanding === mine) outstanding = undefined;
    }
  }

  function conclude(verdict: Verdict): void {
    token = verdict.kind === 'granted' ? verdict.accessToken : undefined;
    registrar.enter(verdict.kind === 'granted' ? 'authenticated' : 'unauthenticated');
  }

  return {
    start,
    hurry,
    forget() {
      stopSeries();
      token = undefined;
    },
    accessToken: () => token,
    receive(session, message) {
      const decision = decideUpdateAuth(outstanding, message);
      if (decision.kind === 'ignore') return log.info('auth.ignored', { reason: decision.reason });
      if (decision.kind !== 'trigger') return outstanding?.settle(decision);
      if (session) hurry(session);
    },
  };
}
