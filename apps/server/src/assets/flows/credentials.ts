import { FLOW_SIZE_LIMIT, fieldFault } from '@thingdock/api';
import { findReservedKey, isObject, type JsonObject } from '@thingdock/device-protocol';
import type { FlowNode } from './check-flow.ts';

/** Credentials by the id of the node that uses them. Plain text: seal them before they rest anywhere. */
export type Credentials = { readonly [nodeId: string]: JsonObject };

/** Credentials of a node are a user name, a password, a key: far below this, counted as JSON. */
const MOST_BYTES = 100_000;

/**
 * Takes the member `credentials` out of nodes. Node-RED ignores it in a flow file; people put it there by hand, and some
 * editors export it. An empty object counts: it says that the node is to have none.
 */
export function separate(nodes: readonly FlowNode[]): { nodes: readonly FlowNode[]; credentials: Credentials } {
  const found: Record<string, JsonObject> = {};
  const plain = nodes.map((node) => {
    if (!('credentials' in node)) return node;
    const { credentials, ...rest } = node;
    if (isObject(credentials)) found[node.id] = credentials;
    return rest as FlowNode;
  });
  return Object.keys(found).length > 0 || plain.some((node, index) => node !== nodes[index])
    ? { nodes: plain, credentials: found }
    : { nodes, credentials: {} };
}

/** The text of a flow out of which credentials were taken: indented as Node-RED does it, unless that makes it too large. */
export function withoutCredentials(nodes: readonly FlowNode[]): string {
  const text = JSON.stringify(nodes, null, 4);
  return Buffer.byteLength(text) <= FLOW_SIZE_LIMIT ? text : JSON.stringify(nodes);
}

/** Checks credentials that came apart from their flow. Throws `credentials_invalid`, never with a value in it. */
export function checkCredentials(given: Readonly<Record<string, unknown>>, nodes: readonly FlowNode[]): Credentials {
  const ids = new Set(nodes.map((node) => node.id));
  const invalid = (reason: string) => fieldFault('credentials', 'credentials_invalid', { reason });
  const reserved = findReservedKey(given as JsonObject);
  if (reserved) throw invalid(`they have a member named "${reserved}"`);
  if (Buffer.byteLength(JSON.stringify(given)) > MOST_BYTES) throw invalid(`they have more than ${MOST_BYTES} bytes`);
  for (const [id, value] of Object.entries(given)) {
    if (!ids.has(id)) throw invalid(`the flow has no node with the id "${id}"`);
    if (!isObject(value)) throw invalid(`those of the node "${id}" are no object`);
  }
  return given as Credentials;
}

/** A version as far as its credentials can be taken over. */
export type Base = { nodes: readonly FlowNode[]; credentials: Credentials };

/**
 * What a new version has: the credentials given for a node, else those that the node had in the version before, as long
 * as it is still a node of the same type. Empty ones mean none.
 */
export function settleCredentials(nodes: readonly FlowNode[], given: Credentials, base?: Base): Credentials {
  const types = new Map(base?.nodes.map((node) => [node.id, node.type]));
  const settled = nodes.flatMap(({ id, type }) => {
    const before = types.get(id) === type ? own(base?.credentials, id) : undefined;
    const credentials = own(given, id) ?? before;
    return credentials && Object.keys(credentials).length > 0 ? [[id, credentials] as const] : [];
  });
  return Object.fromEntries(settled);
}

const own = (all: Credentials | undefined, id: string) => (all && Object.hasOwn(all, id) ? all[id] : undefined);
