import { createHash } from 'node:crypto';
import type { DeployOrder, FlowIdentity, JsonObject } from '@thingdock/device-protocol';
import { decideFlow, type FlowDecision, type FlowMemory } from './decide.ts';

/** What the cloud wants of flows: by its desired state, or by an order in a message. The newer one of the two holds. */
export type Wishes = {
  /** The desired state as the cloud said it; undefined as long as it has not. An order says nothing about settings. */
  told(): JsonObject | undefined;
  /** Changes with each wish. */
  count(): number;
  /** Revision of the desired state. */
  revision(): number;
  want(desired: JsonObject, uId: number): void;
  order(order: DeployOrder): void;
  /** Where a flow lies that was ordered; undefined: the device has to ask. */
  urlOf(flow: FlowIdentity): string | undefined;
  decide(memory: FlowMemory, running: FlowIdentity | undefined): FlowDecision;
  /** Whether what is being deployed is no longer what is wanted. */
  isSuperseded(memory: FlowMemory, running: FlowIdentity): boolean;
};

export function createWishes(): Wishes {
  let desired: JsonObject | undefined;
  let told: JsonObject | undefined;
  let revision = 0;
  let count = 0;
  let offered: { flow: FlowIdentity; url: string } | undefined;

  const decide: Wishes['decide'] = (memory, running) => decideFlow(desired, memory, running, revision);
  const urlOf = (flow: FlowIdentity) => (offered?.flow.updateId === flow.updateId ? offered.url : undefined);

  return {
    told: () => told,
    count: () => count,
    revision: () => revision,
    urlOf,
    decide,
    want(next, uId) {
      desired = next;
      told = next;
      revision = uId;
      count += 1;
    },
    order({ downloadUrl: url, flow = namedAfter(url) }) {
      offered = { flow, url };
      desired = { flow: { flow } };
      count += 1;
    },
    isSuperseded(memory, running) {
      const { kind } = decide(memory, running);
      // What was ordered is missing from the desired state anyway.
      return kind === 'deploy' || (kind === 'remove' && urlOf(running) === undefined);
    },
  };
}

/** The same address is the same order, however often it comes. */
const namedAfter = (url: string): FlowIdentity => ({
  assetId: 'ordered',
  updateId: createHash('sha256').update(url).digest('hex'),
});
