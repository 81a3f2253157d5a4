import { encodeFlowPackage } from '@thingdock/device-protocol';
import { checkFlow } from './check-flow.ts';
import { separate } from './credentials.ts';
import type { OpenVersion } from './seal.ts';

/**
 * What a device downloads for a flow. Credentials travel apart from their nodes, since Node-RED ignores them in a flow
 * file and the device encrypts those that come apart.
 */
export function packageFlow({ content, credentials, packages }: OpenVersion): string {
  const { nodes, credentials: within } = separate(checkFlow(content));
  const cred = { ...within, ...credentials };
  const filled = Object.entries(cred).filter(([, values]) => Object.keys(values).length > 0);
  return encodeFlowPackage({ flow: nodes, cred: Object.fromEntries(filled), packages });
}
