import { FILE_URL_PATH, isObject, type JsonObject, valueAt } from '@thingdock/device-protocol';
import type { Clock } from '@thingdock/effects';
import type { Signer } from '../platform/crypto/signer.ts';
import { AGENT_API } from './message.ts';
import type { AgentKey } from './tables.ts';

/** The right of one device to download one version of a file, for one deployment, for a while. */
export type FileGrant = AgentKey & { key: string; updateId: string };

export type FileUrls = {
  /** A URL that carries the right in itself. Never log it. */
  issue(grant: FileGrant): string;
  /** Reads the query of such a URL; undefined when it is not one of ours, was changed, or has expired. */
  check(query: Readonly<Record<string, unknown>>): FileGrant | undefined;
};

/** Where devices ask for the address of a file. */
export const FILE_ASK_PATH = `${AGENT_API}${FILE_URL_PATH}`;
export const FILE_PATH = `${AGENT_API}/file`;
/** A device downloads right after it asked; one that goes on after a break does so within some minutes. */
const VALID_MS = 900_000;
const PURPOSE = 'file download';

export function createFileUrls(deps: { signer: Signer; clock: Clock; publicUrl: () => URL }): FileUrls {
  const { signer, clock, publicUrl } = deps;
  return {
    issue({ wireId, thingName, key, updateId }) {
      const expires = String(clock.now() + VALID_MS);
      const url = new URL(FILE_PATH, publicUrl());
      const signature = signer.sign(PURPOSE, [wireId, thingName, key, updateId, expires]);
      for (const [name, value] of Object.entries({ wireId, thingName, key, updateId, expires, signature }))
        url.searchParams.set(name, value);
      return url.href;
    },
    check({ wireId, thingName, key, updateId, expires, signature }) {
      const parts = [wireId, thingName, key, updateId, expires];
      if (!parts.every((part) => typeof part === 'string') || typeof signature !== 'string') return undefined;
      if (!signer.verify(PURPOSE, parts, signature) || Number(expires) <= clock.now()) return undefined;
      const [wire = '', thing = '', file = '', update = ''] = parts;
      return { wireId: wire, thingName: thing, key: file, updateId: update };
    },
  };
}

/** The update by which the desired tree tells the device to have the file that this key stands for; undefined for none. */
export function desiredFile(desired: JsonObject | undefined, key: string): string | undefined {
  const assets = desired && valueAt(desired, 'assets.assets');
  if (!isObject(assets)) return undefined;
  for (const asset of Object.values(assets)) {
    if (!isObject(asset) || valueAt(asset, 'config.fileTypeConfig.internalSrcConfig.key') !== key) continue;
    if (typeof asset.updateId === 'string') return asset.updateId;
  }
  return undefined;
}
