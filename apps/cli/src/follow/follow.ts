import type { FeedType } from '@thingdock/api';
import { Failure } from '../failures.ts';
import { type HintDeps, hints } from './hints.ts';
import { createPatience } from './temporary.ts';

export type Followed<T> = {
  projectId: string;
  type: FeedType;
  key: string;
  /** Looks at it now; gives a value when the wait is over. */
  look(signal: AbortSignal): Promise<T | undefined>;
  seconds: number;
  /** What is waited for, and the command that shows it, for the failure when time is up. */
  what: string;
  command: string;
  /** What is known of it by then, as members of the problem. */
  members(): Readonly<Record<string, unknown>>;
};

/**
 * Waits for one thing of the server, looking whenever the live feed says that it changed. A restart of the server in
 * between is waited out. Throws `wait_timed_out` after the given seconds, and the signal's reason when it aborts.
 */
export async function follow<T>(deps: HintDeps, followed: Followed<T>): Promise<T> {
  const late = new AbortController();
  const done = new AbortController();
  // Rejects only because `done` ended it.
  const alarm = deps.clock.sleep(followed.seconds * 1000, done.signal).then(
    () => late.abort(timedOut(followed)),
    () => undefined,
  );
  const signal = AbortSignal.any([deps.signal, late.signal]);
  try {
    const patience = createPatience(deps);
    for await (const hint of hints({ ...deps, signal }, followed)) {
      if (hint !== 'anything' && !hint.has(followed.key)) continue;
      const value = await patience.try(() => followed.look(signal));
      if (value !== undefined) return value;
    }
    throw signal.reason;
  } finally {
    done.abort();
    await alarm;
  }
}

function timedOut({ what, seconds, command, members }: Followed<unknown>): Failure {
  return new Failure('wait_timed_out', { details: { what, seconds, command }, members: members() });
}
