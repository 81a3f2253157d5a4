import { Failure, usage } from '../failures.ts';
import { networkReason } from '../follow/temporary.ts';

const SECONDS = 30;

/** What runs in a Node-RED: its flow file, and the npm packages that bring the types of nodes in it. */
export type NodeRedFlows = { content: string; packages: Record<string, string> };

type Ask = (path: string) => Promise<unknown>;

/**
 * Reads what a Node-RED runs through its admin API (https://nodered.org/docs/api/admin/methods/get/flows/, version 2, and
 * …/get/nodes/). `from`: where its editor is, with a path if it has one.
 */
export async function fetchFlows(from: string, token: string | undefined, signal: AbortSignal): Promise<NodeRedFlows> {
  const base = URL.parse(from);
  if (base?.protocol !== 'http:' && base?.protocol !== 'https:')
    throw usage(`"${from}" is no address of a Node-RED. It looks like http://127.0.0.1:1880.`);
  if (!base.pathname.endsWith('/')) base.pathname += '/';
  const ask: Ask = (path) => get(new URL(path, base), token, signal);
  const answer = await ask('flows');
  const flows = isObject(answer) ? answer.flows : undefined;
  if (!Array.isArray(flows)) throw foreign(base);
  return { content: JSON.stringify(flows, null, 4), packages: packagesOf(flows, await ask('nodes'), base) };
}

async function get(url: URL, token: string | undefined, signal: AbortSignal): Promise<unknown> {
  const authorization: Record<string, string> = token ? { authorization: `Bearer ${token}` } : {};
  const headers = { accept: 'application/json', 'node-red-api-version': 'v2', ...authorization };
  const deadline = AbortSignal.timeout(SECONDS * 1_000);
  try {
    const answer = await fetch(url, { headers, signal: AbortSignal.any([signal, deadline]) });
    if (answer.status === 401 || answer.status === 403) throw refused(url, token !== undefined);
    const text = await answer.text();
    if (answer.ok) return parseJson(text);
    throw foreign(url);
  } catch (error) {
    const reason = deadline.aborted ? `no answer within ${SECONDS} seconds` : networkReason(error);
    if (!reason) throw error;
    throw new Failure('node_red_unreachable', { details: { url: url.origin, reason }, cause: error });
  }
}

const refused = ({ origin }: URL, withToken: boolean) =>
  new Failure('node_red_refused', {
    details: {
      what: withToken
        ? `${origin} does not take the token. It needs the permission to read flows and nodes; make a fresh one.`
        : `${origin} wants to know who asks. Pass an access token with --node-red-token or THINGDOCK_NODE_RED_TOKEN.`,
    },
  });

const foreign = ({ href }: URL) =>
  new Failure('node_red_refused', {
    details: {
      what: `${href} does not answer as Node-RED's admin API does. Name the address of its editor, with its path if it has one.`,
    },
  });

/** Of the types that the flows use, those that do not come with Node-RED itself. */
function packagesOf(flows: readonly unknown[], sets: unknown, base: URL): Record<string, string> {
  if (!Array.isArray(sets)) throw foreign(base);
  const used = new Set(flows.map((node) => (isObject(node) ? node.type : undefined)));
  const packages: Record<string, string> = {};
  for (const set of sets) {
    if (!isObject(set) || !Array.isArray(set.types) || !set.types.some((type) => used.has(type))) continue;
    const { module: name, version } = set;
    if (typeof name === 'string' && typeof version === 'string' && name !== 'node-red') packages[name] = version;
  }
  return packages;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
