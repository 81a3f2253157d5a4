import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Check, Errors } from 'typebox/value';
import {
  Fault,
  FEED_PATH,
  type FeedMessage,
  ROUTES,
  type Route,
  type RouteAnswer,
  type RouteBody,
  type RouteId,
  type RouteParams,
  type RouteQuery,
  type Routes,
  requestSchemas,
  toProblem,
} from '../src/index.ts';
import { answerBytes, type ByteHandlers } from './contract-bytes.ts';
import { createFeedHub } from './feed-hub.ts';

/** One request as a handler sees it, its body already checked against the schema of its route. */
export type ContractRequest<I extends RouteId> = {
  params: RouteParams<Routes[I]>;
  query: RouteQuery<Routes[I]>;
  body: RouteBody<Routes[I]>;
  token: string | undefined;
};

export type Handlers = {
  [I in RouteId]?: (request: ContractRequest<I>) => RouteAnswer<Routes[I]> | Promise<RouteAnswer<Routes[I]>>;
};

type LooseRequest = { params: Record<string, string>; query: unknown; body: unknown; token: string | undefined };
type LooseHandler = (request: LooseRequest) => unknown;
export type Recorded = { route: RouteId } & LooseRequest;

/**
 * The other side of the contract, for tests of clients: a server over a real socket that knows the table of routes,
 * takes only requests that fit its schemas and gives only answers that do. What a test lets it answer is in `handlers`; a
 * `Fault` that one throws goes out as a problem.
 */
export type ContractServer = {
  url: string;
  handlers: Handlers;
  /** Answers of the routes that carry bytes. */
  bytes: ByteHandlers;
  /** Every request that fitted the contract, in order. */
  requests: Recorded[];
  /** What did not fit: requests of the client, and answers of the test itself. Empty at the end of a sound test. */
  violations: string[];
  /** Sends a message to every open feed. */
  announce(message: FeedMessage): void;
  /** Resolves when the next feed is open; at once when one is. */
  feedOpen(): Promise<void>;
  /** Ends every open feed, as a restart would. */
  dropFeeds(): void;
  close(): Promise<void>;
};

export async function startContractServer(handlers: Handlers = {}): Promise<ContractServer> {
  const hub = createFeedHub();
  const server = createServer((request, response) => {
    if (request.url?.startsWith(FEED_PATH)) hub.open(response);
    else void answerAny(contract, request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const contract: ContractServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    handlers,
    bytes: {},
    requests: [],
    violations: [],
    announce: hub.announce,
    feedOpen: hub.opened,
    dropFeeds: hub.drop,
    close: async () => {
      hub.drop();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return contract;
}

async function answerAny(contract: ContractServer, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (!(await answerBytes(contract, request, response))) await answer(contract, request, response);
}

async function answer(contract: ContractServer, request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    const { id, route, loose } = await read(contract, request);
    contract.requests.push({ route: id, ...loose });
    const handler = contract.handlers[id] as LooseHandler | undefined;
    if (!handler) throw new Fault('not_found', { details: { what: `handler of ${id}` } });
    const value = await handler(loose);
    if (!Check(route.answer, value)) throw violated(contract, `answer of ${id}`, Errors(route.answer, value));
    send(response, route.status, 'application/json', value);
  } catch (error) {
    const fault = error instanceof Fault ? error : new Fault('internal', { cause: error });
    if (!(error instanceof Fault)) contract.violations.push(String(error));
    send(response, fault.status, 'application/problem+json', toProblem(fault, 'request-1'));
  }
}

async function read(
  contract: ContractServer,
  request: IncomingMessage,
): Promise<{ id: RouteId; route: Route; loose: LooseRequest }> {
  const url = new URL(request.url ?? '/', 'http://contract.test');
  const { id, params } = match(request.method ?? '', url.pathname);
  const route: Route = ROUTES[id];
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) text += chunk;
  const body: unknown = text === '' ? undefined : JSON.parse(text);
  const query = Object.fromEntries(url.searchParams);
  const taken = requestSchemas(route);
  if (route.body ? !Check(taken.body, body) : body !== undefined)
    throw violated(contract, `body of ${id}`, route.body ? Errors(taken.body, body) : ['none is expected']);
  if (!Check(taken.query, query)) throw violated(contract, `query of ${id}`, Errors(taken.query, query));
  const token = request.headers.authorization?.replace(/^Bearer /, '');
  return { id, route, loose: { params, query, body, token } };
}

function match(method: string, path: string): { id: RouteId; params: Record<string, string> } {
  for (const [id, route] of Object.entries(ROUTES)) {
    const pattern = new RegExp(`^${route.path.replaceAll(/:(\w+)/g, '(?<$1>[^/]+)')}$`);
    const found = route.method === method && pattern.exec(path);
    if (!found) continue;
    const params = Object.entries(found.groups ?? {}).map(([name, value]) => [name, decodeURIComponent(value)]);
    return { id: id as RouteId, params: Object.fromEntries(params) };
  }
  throw new Fault('route_not_found', { details: { method, path } });
}

function violated(contract: ContractServer, what: string, errors: unknown): Fault {
  contract.violations.push(`${what}: ${JSON.stringify(errors)}`);
  return new Fault('validation_failed');
}

function send(response: ServerResponse, status: number, type: string, value: unknown): void {
  response.writeHead(status, { 'content-type': type });
  response.end(JSON.stringify(value));
}
