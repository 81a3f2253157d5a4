import type { AuthRequest, ThingName } from '@thingdock/device-protocol';
import type { Clock, Ids } from '@thingdock/effects';
import { within } from '../platform/timing.ts';
import type { Registration } from '../registration/decide.ts';
import type { AuthDecision, Outstanding } from './decide.ts';

export type Verdict = Extract<AuthDecision, { kind: 'granted' | 'denied' }>;

/** One auth request at a time: out over HTTP, back through the shadow. */
export type AuthExchange = {
  /** The newest request that has no answer yet, also after its time: a late answer is as good as one in time. */
  outstanding(): Outstanding | undefined;
  /** Whether somebody waits for its answer. */
  isAsking(): boolean;
  /** Resolves with the verdict; rejects when the request fails or no answer comes in time. */
  ask(registration: Registration, signal: AbortSignal): Promise<Verdict>;
  /** Gives the outstanding request its answer. */
  settle(verdict: Verdict): void;
  /** No answer is taken any more. */
  forget(): void;
};

export type AuthExchangeDeps = {
  thing: ThingName;
  /** POSTs the request; rejects unless the answer is 2xx. */
  post(url: string, request: AuthRequest, signal: AbortSignal): Promise<void>;
  clock: Clock;
  ids: Ids;
};

/** How long the control plane has for its answer, counted from the request. */
const ANSWER_TIMEOUT_MS = 10_000;

export function createAuthExchange({ thing, post, clock, ids }: AuthExchangeDeps): AuthExchange {
  let count = 0;
  let current: Outstanding | undefined;
  let waiting: ((verdict: Verdict) => void) | undefined;

  return {
    outstanding: () => current,
    isAsking: () => waiting !== undefined,
    settle(verdict) {
      current = undefined;
      waiting?.(verdict);
    },
    forget() {
      current = undefined;
    },
    async ask({ connectionId, authRequestUrl }, signal) {
      count += 1;
      const { promise, resolve } = Promise.withResolvers<Verdict>();
      const request = { nonce: ids.pick('0123456789abcdef', 32), state: `req-${count}` };
      current = request;
      waiting = resolve;
      const deadline = AbortSignal.any([signal, AbortSignal.timeout(ANSWER_TIMEOUT_MS)]);
      try {
        // The answer may come before the HTTP response does, which says nothing by itself.
        const posted = post(authRequestUrl, { connectionId, deviceId: thing, ...request }, deadline);
        const answer = Promise.race([posted.then(() => promise), promise]);
        const answered = await within(answer, { clock, ms: ANSWER_TIMEOUT_MS, signal });
        if (!answered.inTime) throw new Error(`no answer through the shadow within ${ANSWER_TIMEOUT_MS} ms`);
        return answered.value;
      } finally {
        if (waiting === resolve) waiting = undefined;
      }
    },
  };
}
