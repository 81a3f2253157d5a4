import type { Counters } from '../platform/counters.ts';
import { classify } from './classify.ts';
import type { Quota } from './quota.ts';

/** What one call of the SDK is given besides its command. */
export type SendOptions = { abortSignal?: AbortSignal };

/** Makes one call: waits for the quota, counts, and turns errors into `AwsFailure`. `action` in IAM's words. */
export type Call = <T>(action: string, send: (options: SendOptions) => Promise<T>) => Promise<T>;

type Deps = { quota: Quota; counters: Counters; scope: string; signal?: AbortSignal; onKeyRefused: () => void };

export function createCall({ quota, counters, scope, signal, onKeyRefused }: Deps): Call {
  return async (action, send) => {
    await quota.take(scope, action, signal);
    counters.add(`aws.calls.${action}`);
    try {
      return await send(signal ? { abortSignal: signal } : {});
    } catch (error) {
      signal?.throwIfAborted();
      const failure = classify(action, error);
      counters.add(`aws.failures.${failure.kind}`);
      if (failure.kind === 'unknown_key' || failure.kind === 'wrong_secret') onKeyRefused();
      throw failure;
    }
  };
}
