import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { Fault } from '@thingdock/api';
import type { Ids } from '@thingdock/effects';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { HttpServer } from './server.ts';

type Deps = {
  ids: Ids;
  /** The console as Vite built it. */
  folder: string;
};

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

/** What is not the console's: these answer for themselves, also that there is nothing. */
const OTHERS = /^\/(api|hooks|agent)(\/|$)/;
/** Who takes a page: browsers, and programs that take anything. One that asks for JSON is told that there is nothing. */
const PAGES = /text\/html|\*\/\*/;
/** Names as Vite gives them; nothing with a dot before its name or a slash in it can lead out of the folder. */
const ASSET = /^\/assets\/[\w-][\w.-]*$/;
const ROOT_FILES = new Set(['/favicon.svg']);
/** In index.html, wherever a nonce belongs; see apps/console/vite.config.ts. */
const NONCE = /CSP_NONCE/g;

/**
 * Serves the console: its files, and its one page for every address that a browser asks for, since the page finds out
 * itself what to show there. Files under /assets carry a hash of their content in their name, so they never change.
 */
export function registerConsole(server: HttpServer, { ids, folder }: Deps): void {
  server.get('/*', async (request, reply) => {
    const path = request.url.split('?')[0] ?? '/';
    if (ASSET.test(path)) return sendFile(request, reply, join(folder, path), 'public, max-age=31536000, immutable');
    if (ROOT_FILES.has(path)) return sendFile(request, reply, join(folder, path), 'public, max-age=3600');
    if (OTHERS.test(path) || !PAGES.test(request.headers.accept ?? '*/*')) throw nothingAt(request);
    return sendPage(reply, folder, ids.token(16));
  });
}

async function sendPage(reply: FastifyReply, folder: string, nonce: string): Promise<FastifyReply> {
  const page = await readIfThere(join(folder, 'index.html'));
  reply.type('text/html; charset=utf-8').header('cache-control', 'no-store').header('referrer-policy', 'no-referrer');
  if (!page) return reply.status(503).header('content-security-policy', "default-src 'none'").send(NOT_BUILT);
  return reply.header('content-security-policy', policy(nonce)).send(page.toString('utf8').replace(NONCE, nonce));
}

/** Nothing from anywhere else, no inline script or style without this answer's nonce, and no frame around it. */
const policy = (nonce: string) =>
  [
    "default-src 'none'",
    `script-src 'self' 'nonce-${nonce}'`,
    `style-src-elem 'self' 'nonce-${nonce}'`,
    // Style attributes in markup stay forbidden; what scripts set on an element is not covered by them.
    "style-src-attr 'none'",
    "img-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');

async function sendFile(request: FastifyRequest, reply: FastifyReply, file: string, caching: string) {
  const accepted = request.headers['accept-encoding'] ?? '';
  for (const { encoding, ending } of ENCODINGS) {
    const content = !encoding || accepted.includes(encoding) ? await readIfThere(`${file}${ending}`) : undefined;
    if (!content) continue;
    if (encoding) reply.header('content-encoding', encoding);
    return reply
      .type(TYPES[extname(file)] ?? 'application/octet-stream')
      .header('cache-control', caching)
      .header('vary', 'accept-encoding')
      .send(content);
  }
  throw nothingAt(request);
}

/** Smallest first; the build lays the compressed ones beside the file. */
const ENCODINGS = [
  { encoding: 'br', ending: '.br' },
  { encoding: 'gzip', ending: '.gz' },
  { encoding: undefined, ending: '' },
] as const;

async function readIfThere(file: string): Promise<Buffer | undefined> {
  try {
    return await readFile(file);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function nothingAt(request: FastifyRequest): Fault {
  return new Fault('route_not_found', { details: { method: request.method, path: request.url.split('?')[0] } });
}

const NOT_BUILT = `<!doctype html>
<html lang="en">
  <head><meta charset="utf-8" /><title>Thingdock</title></head>
  <body>
    <h1>The console was not built</h1>
    <p>The server runs, and its API answers. To have the console as well, run
      <code>npm run build</code> in the repository, then reload this page.</p>
    <p>The command line needs no console: <code>npm run -s thingdock -- help</code>.</p>
  </body>
</html>
`;
