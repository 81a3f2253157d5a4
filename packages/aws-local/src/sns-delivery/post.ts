import { Agent as PlainAgent, request as plainRequest, type RequestOptions } from 'node:http';
import { Agent as TlsAgent, request as tlsRequest } from 'node:https';
import { createSecureContext, getCACertificates } from 'node:tls';
import type { Clock } from '@thingdock/effects';

/** `delivered`: taken. `retry`: may be tried again. `refused`: never again. */
export type Outcome = { kind: 'delivered' | 'retry' | 'refused'; reason: string };

export type Post = (
  url: string,
  headers: Record<string, string>,
  body: string,
  signal: AbortSignal,
) => Promise<Outcome>;

export type Poster = { post: Post; close(): void };

// https://docs.aws.amazon.com/sns/latest/dg/SendMessageToHttp.prepare.html: the endpoint has 15 seconds.
const ANSWER_WITHIN_MS = 15_000;
const TOO_LATE = new Error(`no answer within ${ANSWER_WITHIN_MS / 1000} s`);
const ANSWERED = new Error('the request has ended');

/** More requests than this do not run at once to one subscription. */
export const CONNECTIONS = 40;

/** Sends to one subscription over connections that stay open. Redirects are not followed, as by AWS. */
export function createPoster({ clock }: { clock: Clock }): Poster {
  const plain = new PlainAgent({ keepAlive: true, maxSockets: CONNECTIONS });
  let tls: TlsAgent | undefined;
  const agentFor = (url: string) => {
    if (url.startsWith('http:')) return plain;
    tls ??= new TlsAgent({ keepAlive: true, maxSockets: CONNECTIONS, secureContext: trustOfThisProcess() });
    return tls;
  };
  const post: Post = async (url, headers, body, signal) => {
    // One controller ends the request, for whatever reason; its reasons are made once, since an error costs a look at the stack.
    const ending = new AbortController();
    const stop = () => ending.abort(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
    const late = clock.sleep(ANSWER_WITHIN_MS, ending.signal).then(
      () => ending.abort(TOO_LATE),
      () => undefined,
    );
    try {
      signal.throwIfAborted();
      return judge(await send(url, { headers, agent: agentFor(url) }, body, ending.signal));
    } catch (error) {
      signal.throwIfAborted();
      return { kind: 'retry', reason: describe(error) };
    } finally {
      signal.removeEventListener('abort', stop);
      ending.abort(ANSWERED);
      await late;
    }
  };
  return {
    post,
    close() {
      plain.destroy();
      tls?.destroy();
    },
  };
}

/** As real endpoints need a certificate of a public authority, so here one that this process trusts (NODE_EXTRA_CA_CERTS adds to them). */
const trustOfThisProcess = () => createSecureContext({ ca: getCACertificates() });

/** The status of the answer. A connection that the other side closed while it lay idle says nothing about the endpoint: one more try. */
function send(
  url: string,
  options: RequestOptions,
  body: string,
  ending: AbortSignal,
  isRepetition = false,
): Promise<number> {
  const start = url.startsWith('https:') ? tlsRequest : plainRequest;
  return new Promise((resolve, reject) => {
    const request = start(url, { ...options, method: 'POST' }, (response) => {
      response.resume();
      response.once('error', reject);
      response.once('end', () => {
        ending.removeEventListener('abort', cut);
        resolve(response.statusCode ?? 0);
      });
    });
    const cut = () => {
      reject(ending.reason);
      request.destroy();
    };
    ending.addEventListener('abort', cut, { once: true });
    request.once('error', (error: NodeJS.ErrnoException) => {
      ending.removeEventListener('abort', cut);
      // What was cut off here is over; its promise has been settled.
      if (ending.aborted) return;
      if (!isRepetition && request.reusedSocket && error.code === 'ECONNRESET') {
        resolve(send(url, options, body, ending, true));
      } else reject(error);
    });
    request.end(body);
  });
}

/** Server errors and 429 are tried again, all else that is no success is final. */
function judge(status: number): Outcome {
  const reason = `HTTP ${status}`;
  if (status >= 200 && status < 300) return { kind: 'delivered', reason };
  return { kind: status >= 500 || status === 429 ? 'retry' : 'refused', reason };
}

const describe = (error: unknown) => (error instanceof Error ? error.message : String(error));
