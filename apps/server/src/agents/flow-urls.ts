import type { FlowIdentity } from '@thingdock/device-protocol';
import type { Clock } from '@thingdock/effects';
import type { Signer } from '../platform/crypto/signer.ts';
import type { AgentKey } from './tables.ts';

/** The right of one device to download one flow, for one deployment, for a while. */
export type FlowGrant = AgentKey & FlowIdentity;

export type FlowUrls = {
  /** A URL that carries the right in itself. Never log it. */
  issue(grant: FlowGrant): string;
  /** Reads the query of such a URL; undefined when it is not one of ours, was changed, or has expired. */
  check(query: Readonly<Record<string, unknown>>): FlowGrant | undefined;
};

export const FLOW_PATH = '/agent/v1/flow';
/** A device downloads right after it asked; slow links and retries get some minutes. */
const VALID_MS = 600_000;
const PURPOSE = 'flow download';

export function createFlowUrls(deps: { signer: Signer; clock: Clock; publicUrl: () => URL }): FlowUrls {
  const { signer, clock, publicUrl } = deps;
  return {
    issue(grant) {
      const expires = String(clock.now() + VALID_MS);
      const url = new URL(FLOW_PATH, publicUrl());
      const { wireId, thingName, assetId, updateId } = grant;
      const signature = signer.sign(PURPOSE, [wireId, thingName, assetId, updateId, expires]);
      for (const [name, value] of Object.entries({ wireId, thingName, assetId, updateId, expires, signature }))
        url.searchParams.set(name, value);
      return url.href;
    },
    check({ wireId, thingName, assetId, updateId, expires, signature }) {
      const parts = [wireId, thingName, assetId, updateId, expires];
      if (!areTexts(parts) || typeof signature !== 'string') return undefined;
      if (!signer.verify(PURPOSE, parts, signature) || Number(expires) <= clock.now()) return undefined;
      const [wire = '', thing = '', asset = '', update = ''] = parts;
      return { wireId: wire, thingName: thing, assetId: asset, updateId: update };
    },
  };
}

const areTexts = (parts: readonly unknown[]): parts is string[] => parts.every((part) => typeof part === 'string');
