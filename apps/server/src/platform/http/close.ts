import type { HttpServer } from './server.ts';

const SWEEP_MS = 50;
/** How long requests that are being answered may go on. */
const GRACE_MS = 2_000;

/**
 * Stops listening and ends every connection: idle ones at once, the others when their request is answered, and whatever is
 * open after two seconds, as streams are. Closing alone would wait for a client that keeps its connection after an answer
 * that was under way, which is more than a minute.
 */
export async function closeHttpServer(http: HttpServer): Promise<void> {
  const { server } = http;
  const closed = http.close();
  const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_MS);
  const end = setInterval(() => server.closeAllConnections(), GRACE_MS);
  server.closeIdleConnections();
  await closed;
  clearInterval(sweep);
  clearInterval(end);
}
