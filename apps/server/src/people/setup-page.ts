import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HttpServer } from '../platform/http/index.ts';

/** Where the one-time link leads. The token stands behind `#`, which browsers never send, so no log can hold it. */
export const SETUP_PATH = '/setup';

/** Nothing from anywhere else; the page's own script and style are inline, and nobody may frame it. */
const POLICY =
  "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; connect-src 'self'; frame-ancestors 'none'";

/** The page of the one-time link: name, e-mail and password of the first administrator. */
export function registerSetupPage(server: HttpServer): void {
  const page = readFileSync(join(import.meta.dirname, 'setup.html'), 'utf8');
  server.get(SETUP_PATH, async (_request, reply) =>
    reply
      .type('text/html; charset=utf-8')
      .header('content-security-policy', POLICY)
      .header('referrer-policy', 'no-referrer')
      .header('cache-control', 'no-store')
      .send(page),
  );
}
