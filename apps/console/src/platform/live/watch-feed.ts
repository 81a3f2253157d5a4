import { createClient, type FeedMessage } from '@thingdock/api';
import { isSignedOut } from '../api.ts';

/** `connecting` until the first message, `lost` after any break. `asOf` is when the stream was last known to be whole. */
export type LiveState = { state: 'connecting' | 'live' | 'lost'; asOf: number };

type Watching = {
  signal: AbortSignal;
  onMessage(message: FeedMessage): void;
  onState(state: LiveState): void;
};

/** The server says something every 15 seconds; after this silence the network has swallowed the stream. */
const SILENCE_MS = 40_000;
const RETRY_MIN_MS = 500;
const RETRY_MAX_MS = 10_000;

/** Reads the live feed until aborted or signed out, and opens it again after every break. */
export async function watchFeed({ signal, onMessage, onState }: Watching): Promise<void> {
  let asOf = Date.now();
  let pause = RETRY_MIN_MS;
  onState({ state: 'connecting', asOf });
  while (!signal.aborted) {
    try {
      const heard = () => {
        asOf = Date.now();
      };
      for await (const message of openFeed(signal, heard)) {
        if (message.event === 'ready') {
          pause = RETRY_MIN_MS;
          onState({ state: 'live', asOf });
        }
        onMessage(message);
      }
    } catch (error) {
      if (signal.aborted || isSignedOut(error)) return;
    }
    if (signal.aborted) return;
    onState({ state: 'lost', asOf });
    // Spread out, or every browser of a restarted server would come back in the same moment.
    await sleep(pause * (0.75 + Math.random() / 2), signal);
    pause = Math.min(pause * 2, RETRY_MAX_MS);
  }
}

/** One opening of the stream. `heard` is called for every byte that arrives, keep-alives included. */
async function* openFeed(signal: AbortSignal, heard: () => void): AsyncGenerator<FeedMessage> {
  const silent = new AbortController();
  let timer = setTimeout(() => silent.abort(), SILENCE_MS);
  const note = () => {
    heard();
    clearTimeout(timer);
    timer = setTimeout(() => silent.abort(), SILENCE_MS);
  };
  const client = createClient({
    baseUrl: location.origin,
    fetch: async (input, init) => listened(await fetch(input, init), note),
  });
  try {
    yield* client.feed({ signal: AbortSignal.any([signal, silent.signal]) });
  } finally {
    clearTimeout(timer);
  }
}

function listened(answer: Response, note: () => void): Response {
  if (!answer.ok || !answer.body) return answer;
  const listener = new TransformStream<Uint8Array, Uint8Array>({
    transform(bytes, controller) {
      note();
      controller.enqueue(bytes);
    },
  });
  return new Response(answer.body.pipeThrough(listener), { status: answer.status, headers: answer.headers });
}

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
    // Back online is the best moment to try, whatever the pause says.
    window.addEventListener('online', () => resolve(), { once: true, signal });
  });
}
