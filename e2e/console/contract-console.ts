import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { type ContractServer, type Handlers, startContractServer } from '@thingdock/api/testing';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { ROOT } from '../system/program.ts';
import { launchBrowser } from './browser.ts';
import { buildConsole, listen } from './console.ts';
import { createPartTaker, isPart, type PartTaker } from './uploads.ts';

const DIST = join(ROOT, 'apps/console/dist');
const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};

/** The console on a server that answers whatever a test says, within the contract: any state of anything, at once. */
export type ContractConsole = {
  readonly url: string;
  readonly contract: ContractServer;
  readonly parts: PartTaker;
  readonly complaints: readonly string[];
  open(options?: BrowserContextOptions): Promise<Page>;
  stop(): Promise<void>;
};

export async function startContractConsole(handlers: Handlers): Promise<ContractConsole> {
  await buildConsole();
  const [contract, browser] = await Promise.all([startContractServer(handlers), launchBrowser()]);
  const parts = createPartTaker();
  const server = createServer((incoming, response) => {
    if (isPart(incoming)) void parts.take(incoming, response);
    else if (incoming.url?.startsWith('/api/')) forward(contract.url, incoming, response);
    else void serveFile(incoming, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const complaints: string[] = [];
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    contract,
    parts,
    complaints,
    async open(options) {
      const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 1360, height: 850 }, ...options });
      context.setDefaultTimeout(15_000);
      const page = await context.newPage();
      listen(page, complaints);
      return page;
    },
    async stop() {
      await browser.close();
      await contract.close();
      server.closeAllConnections();
      server.close();
    },
  };
}

function forward(to: string, incoming: IncomingMessage, response: ServerResponse): void {
  const { method, headers, url = '' } = incoming;
  const outgoing = request(new URL(url, to), { method, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  outgoing.on('error', () => response.destroy());
  response.on('close', () => outgoing.destroy());
  incoming.pipe(outgoing);
}

/** A file of the built console; any other address is a page of it. */
async function serveFile({ url = '/' }: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname } = new URL(url, 'http://console.test');
  const file = extname(pathname) === '' ? '/index.html' : pathname;
  try {
    const content = await readFile(join(DIST, file));
    response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' }).end(content);
  } catch {
    response.writeHead(404).end();
  }
}
