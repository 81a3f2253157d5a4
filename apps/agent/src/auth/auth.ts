import type { UpdateAuth } from '@thingdock/device-protocol';
import type { Clock, Ids } from '@thingdock/effects';
import type { Session } from '../connection/session.ts';
import { insist } from '../platform/insist.ts';
import type { Log } from '../platform/log.ts';
import type { Registrar } from '../registration/registration.ts';
import { decideUpdateAuth } from './decide.ts';
import type { AuthExchange, Verdict } from './exchange.ts';

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

export type AuthDeps = { exchange: AuthExchange; registrar: Registrar; clock: Clock; ids: Ids; log: Log };

/** Often enough that a server which was away for a minute is soon found back, seldom enough for its limit of ten a minute. */
const RETRY = { first: 5_000, most: 15 * 60_000 };

export function createAuth(deps: AuthDeps): Auth {
  const { exchange, registrar, log } = deps;
  let token: string | undefined;
  /** The series of attempts that is going on; aborting it ends it. */
  let series: AbortController | undefined;

  function start(session: Session): void {
    if (series || !registrar.current) return;
    const mine = new AbortController();
    series = mine;
    authenticate(deps, AbortSignal.any([session.signal, mine.signal]))
      .then((verdict) => {
        if (verdict && series === mine) take(verdict);
      })
      .catch((error) => log.error('auth.broken', { error }))
      .finally(() => {
        if (series === mine) series = undefined;
      });
  }

  function take(verdict: Verdict): void {
    token = verdict.kind === 'granted' ? verdict.accessToken : undefined;
    registrar.enter(verdict.kind === 'granted' ? 'authenticated' : 'unauthenticated');
  }

  function stopSeries(): void {
    series?.abort(new Error('starting anew'));
    series = undefined;
  }

  function hurry(session: Session): void {
    if (exchange.isAsking()) return;
    stopSeries();
    start(session);
  }

  return {
    start,
    hurry,
    forget() {
      stopSeries();
      exchange.forget();
      token = undefined;
    },
    accessToken: () => token,
    receive(session, message) {
      const decision = decideUpdateAuth(exchange.outstanding(), message);
      if (decision.kind === 'ignore') return log.info('auth.ignored', { reason: decision.reason });
      if (decision.kind === 'trigger') return session && hurry(session);
      const late = !exchange.isAsking();
      exchange.settle(decision);
      if (!late) return;
      // What waits for its next try has nothing left to ask.
      stopSeries();
      take(decision);
    },
  };
}

/** Asks until there is a verdict; undefined when the signal aborts before. */
async function authenticate(deps: AuthDeps, signal: AbortSignal): Promise<Verdict | undefined> {
  const { exchange, registrar, clock, ids, log } = deps;
  const ask = async () => {
    if (!registrar.current) throw new Error('the device is not registered');
    return exchange.ask(registrar.current, signal);
  };
  const onFailure = (failure: object) => log.warn('auth.failed', { ...failure });
  try {
    return await insist(ask, { clock, ids, signal, retry: RETRY, onFailure });
  } catch (error) {
    if (signal.aborted) return undefined;
    throw error;
  }
}
