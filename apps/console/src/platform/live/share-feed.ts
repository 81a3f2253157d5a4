import type { FeedMessage } from '@thingdock/api';
import { type LiveState, watchFeed } from './watch-feed.ts';

type Shared =
  | { kind: 'message'; message: FeedMessage }
  | { kind: 'state'; state: LiveState }
  | { kind: 'ask' }
  | { kind: 'restart' };

type Listening = {
  signal: AbortSignal;
  onMessage(message: FeedMessage): void;
  onState(state: LiveState): void;
  /** Another tab wants the stream opened anew. */
  onRestart(): void;
};

const NAME = 'thingdock.feed';

/** Tells the other tabs to open the stream anew. */
export function tellRestart(): void {
  const channel = new BroadcastChannel(NAME);
  channel.postMessage({ kind: 'restart' } satisfies Shared);
  channel.close();
}

/**
 * One stream for all tabs of a browser, since browsers open only six connections to a host over HTTP/1.1: the tab that
 * holds the lock reads it and passes everything on; when it is closed, another takes the lock. Where there are no locks
 * (plain http to another machine), each tab reads for itself.
 */
export function shareFeed({ signal, onMessage, onState, onRestart }: Listening): void {
  if (!('locks' in navigator)) {
    void watchFeed({ signal, onMessage, onState });
    return;
  }
  const channel = new BroadcastChannel(NAME);
  let leading: LiveState | undefined;
  channel.onmessage = ({ data }: MessageEvent<Shared>) => {
    if (data.kind === 'ask') {
      if (leading) tell({ kind: 'state', state: leading });
    } else if (data.kind === 'restart') onRestart();
    else if (data.kind === 'state') onState(data.state);
    else onMessage(data.message);
  };
  const tell = (shared: Shared) => channel.postMessage(shared);
  signal.addEventListener('abort', () => channel.close());
  tell({ kind: 'ask' });

  const lead = () =>
    watchFeed({
      signal,
      onMessage(message) {
        onMessage(message);
        if (!signal.aborted) tell({ kind: 'message', message });
      },
      onState(state) {
        leading = state;
        onState(state);
        if (!signal.aborted) tell({ kind: 'state', state });
      },
    });
  navigator.locks.request(NAME, { signal }, lead).catch((error: unknown) => {
    // Stopping while waiting for the lock is the ordinary end of a tab that never led.
    if (!signal.aborted) throw error;
  });
}
