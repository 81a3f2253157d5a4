import { createHash, timingSafeEqual } from 'node:crypto';
import type { Faults } from '../faults/faults.ts';
import type { HttpAnswer } from '../http/answer.ts';
import { type Json, parseJson } from '../json.ts';
import { parseAccount, parseCallFault, parseDeliveryFault, parseDeviceFilter, parseRuleFault } from './parse.ts';

export type AdminDeps = {
  /** Every call must bring it. */
  token: string;
  faults: Faults;
  counters: () => Record<string, number>;
  /** Another account, or the one that is there already. Throws a RangeError when the id is none. */
  createAccount: (options: {
    accountId?: string;
  }) => Promise<{ accountId: string; root: Record<'accessKeyId' | 'secretAccessKey', string> }>;
  reset: () => Promise<void>;
};

export type AdminRequest = {
  method: string;
  path: string;
  query: string;
  header: (name: string) => string | undefined;
  body: Buffer;
};

/** Answers the calls of the admin interface; undefined: the path belongs to somebody else. */
export type Admin = (request: AdminRequest) => Promise<HttpAnswer | undefined>;

type Route = (deps: AdminDeps, body: Json | undefined) => Promise<Json> | Json;

const DONE = { status: 'ok' };

const ROUTES: Record<string, Route> = {
  'POST /_aws-local/faults/calls': ({ faults }, body) => {
    faults.failCalls(parseCallFault(body));
    return DONE;
  },
  'POST /_aws-local/faults/deliveries': ({ faults }, body) => {
    faults.disturbDeliveries(parseDeliveryFault(body));
    return DONE;
  },
  'POST /_aws-local/faults/rules': ({ faults }, body) => {
    faults.disturbRules(parseRuleFault(body));
    return DONE;
  },
  'POST /_aws-local/faults/devices': ({ faults }, body = {}) => ({
    disconnected: faults.disconnectDevices(parseDeviceFilter(body)),
  }),
  'DELETE /_aws-local/faults': ({ faults }) => {
    faults.clear();
    return DONE;
  },
  'GET /_aws-local/counters': ({ counters }) => counters(),
  'POST /_aws-local/accounts': async ({ createAccount }, body = {}) => {
    const { accountId, root } = await createAccount(parseAccount(body));
    return { accountId, root };
  },
  // The path that test suites written for another stand-in call.
  'POST /moto-api/reset': async ({ reset }) => {
    await reset();
    return DONE;
  },
};

/** The header that carries the token; a query parameter `token` will do as well. */
const TOKEN_HEADER = 'x-aws-local-token';

export function createAdmin(deps: AdminDeps): Admin {
  return async ({ method, path, query, header, body }) => {
    if (!/^\/(_aws-local|moto-api)\//.test(path)) return undefined;
    const sent = header(TOKEN_HEADER) ?? new URLSearchParams(query).get('token') ?? '';
    if (!isSame(sent, deps.token)) {
      return answer(401, {
        message: `Send the admin token in the header ${TOKEN_HEADER} or the query parameter token.`,
      });
    }
    const route = Object.hasOwn(ROUTES, `${method} ${path}`) ? ROUTES[`${method} ${path}`] : undefined;
    if (!route) return answer(404, { message: `There is no admin call ${method} ${path}.` });
    try {
      return answer(200, await route(deps, body.length === 0 ? undefined : parseJson(body.toString('utf8'))));
    } catch (error) {
      if (error instanceof RangeError) return answer(400, { message: error.message });
      throw error;
    }
  };
}

/** Compares hashes, so that time tells neither the content nor the length. */
function isSame(a: string, b: string): boolean {
  const hash = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(a), hash(b));
}

const answer = (status: number, json: Json): HttpAnswer => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(json),
});
