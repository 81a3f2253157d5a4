import { FLOW_SIZE_LIMIT, fieldFault } from '@thingdock/api';
import { findReservedKey, isObject, type Json, type JsonObject } from '@thingdock/device-protocol';

/** A node of a flow: what Node-RED needs to know of it, and whatever else its type brings. */
export type FlowNode = JsonObject & { readonly id: string; readonly type: string };

/**
 * Reads the text of a `flows.json`: an array of nodes, each an object with an id of its own and a type, at most
 * 100,000 bytes. Throws `flow_too_large` or `flow_invalid`, naming the node that is wrong.
 */
export function checkFlow(content: string): FlowNode[] {
  const size = Buffer.byteLength(content);
  if (size > FLOW_SIZE_LIMIT) throw fieldFault('content', 'flow_too_large', { size, limit: FLOW_SIZE_LIMIT });
  const nodes = parseArray(content).map(checkNode);
  const seen = new Set<string>();
  for (const { id } of nodes) {
    if (seen.has(id)) throw invalid(`two nodes have the id "${id}"`);
    seen.add(id);
  }
  return nodes;
}

function parseArray(content: string): readonly Json[] {
  let value: Json;
  try {
    value = JSON.parse(content) as Json;
  } catch {
    throw invalid('it is not JSON');
  }
  if (!Array.isArray(value)) throw invalid('it must be an array of nodes, as Node-RED exports it');
  return value;
}

function checkNode(node: Json, index: number): FlowNode {
  const which = `the entry at position ${index + 1}`;
  if (!isObject(node)) throw invalid(`${which} is no object`);
  if (typeof node.id !== 'string' || node.id === '') throw invalid(`${which} has no id`);
  if (typeof node.type !== 'string' || node.type === '') throw invalid(`the node "${node.id}" has no type`);
  // Node-RED copies nodes member by member; such keys would reach into JavaScript itself.
  const reserved = findReservedKey(node);
  if (reserved) throw invalid(`the node "${node.id}" has a member named "${reserved}"`);
  return node as FlowNode;
}

const invalid = (reason: string) => fieldFault('content', 'flow_invalid', { reason });
