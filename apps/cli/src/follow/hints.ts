import type { Client, FeedMessage, FeedType } from '@thingdock/api';
import type { Clock } from '@thingdock/effects';

export type HintDeps = { feed: Client['feed']; clock: Clock; signal: AbortSignal };

/** What may have changed: these keys of the feed, or anything. */
export type Hint = 'anything' | ReadonlySet<string>;

/** How long nothing is asked while the live feed is up, and while it is not. */
const CALM_MS = 10_000;
const POLL_MS = 1_000;
const RETRY_MS = 1_000;

type Bell = { connected: boolean; anything: boolean; keys: Set<string>; wake: () => void };

/**
 * Says when to look at things of one type: at once, when the live feed names them, after every gap of the feed, and
 * from time to time anyway, oftener while the feed is away. Ends by throwing the signal's reason.
 */
export async function* hints(
  { feed, clock, signal }: HintDeps,
  { projectId, type }: { projectId: string; type: FeedType },
): AsyncGenerator<Hint, never> {
  const over = new AbortController();
  const ended = AbortSignal.any([signal, over.signal]);
  const bell: Bell = { connected: false, anything: true, keys: new Set(), wake: () => {} };
  const listening = listen({ feed, clock, signal: ended }, projectId, type, bell);
  try {
    for (;;) {
      signal.throwIfAborted();
      const { anything, keys } = bell;
      bell.anything = false;
      bell.keys = new Set();
      if (anything || keys.size > 0) yield anything ? 'anything' : keys;
      await nap(bell, clock, signal);
    }
  } finally {
    over.abort();
    await listening;
  }
}

/** Sleeps until the bell rings; sleeping to the end is a reason to look as well. */
async function nap(bell: Bell, clock: Clock, signal: AbortSignal): Promise<void> {
  if (bell.anything || bell.keys.size > 0) return;
  const rung = new AbortController();
  bell.wake = () => rung.abort();
  try {
    await clock.sleep(bell.connected ? CALM_MS : POLL_MS, AbortSignal.any([signal, rung.signal]));
    bell.anything = true;
  } catch (error) {
    if (signal.aborted || !rung.signal.aborted) throw error;
  }
}

/** Keeps the feed open until the signal aborts, and rings the bell for what it says. */
async function listen(deps: HintDeps, projectId: string, type: FeedType, bell: Bell): Promise<void> {
  while (!deps.signal.aborted) {
    try {
      for await (const message of deps.feed({ projectId, signal: deps.signal })) {
        bell.connected = true;
        ring(bell, message, type);
      }
    } catch {
      // Whatever keeps the feed away (a restart, a proxy that cuts streams), asking from time to time does its work
      // meanwhile; a lasting fault shows in those calls, with its reason.
    }
    bell.connected = false;
    ring(bell, { event: 'refetch' }, type);
    await deps.clock.sleep(RETRY_MS, deps.signal).catch(() => undefined);
  }
}

function ring(bell: Bell, message: FeedMessage, type: FeedType): void {
  if (message.event === 'changes') {
    const named = message.changes.filter((change) => change.type === type).flatMap((change) => change.keys);
    if (named.length === 0) return;
    for (const key of named) bell.keys.add(key);
  } else bell.anything = true;
  bell.wake();
}
