import { encodeFlowPackage, isObject, type JsonObject } from '@thingdock/device-protocol';
import type { FlowNode } from './check-flow.ts';

/**
 * What a device downloads for a flow. Credentials that nodes carry in their member `credentials` travel apart, since
 * Node-RED ignores them in a flow file and the device encrypts those that come apart.
 */
export function packageFlow(nodes: readonly FlowNode[]): string {
  const cred: Record<string, JsonObject> = {};
  const flow = nodes.map((node) => {
    if (!isObject(node.credentials)) return node;
    const { credentials, ...rest } = node;
    if (Object.keys(credentials).length > 0) cred[node.id] = credentials;
    return rest;
  });
  return encodeFlowPackage({ flow, cred });
}
