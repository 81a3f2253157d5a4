import {
  applyChange,
  type DeviceStateChange,
  findReservedKey,
  hashMatches,
  type StateDocument,
  type StateElement,
} from '@thingdock/device-protocol';

/** What to do with an element of a `get` answer. */
export type ElementDecision =
  | { kind: 'store'; document: StateDocument }
  | { kind: 'up-to-date' }
  | { kind: 'wrong'; problem: string };

/** What to do with a change that the cloud pushed. */
export type PushDecision =
  | { kind: 'store'; document: StateDocument; path: string | undefined }
  | { kind: 'repeated' }
  | { kind: 'fetch'; reason: string };

/** An element without meta is taken as it is: the cloud knows nothing of this tree. Everything else must match its hash. */
export function decideElement(
  fqDeviceId: string,
  held: StateDocument | undefined,
  { type, state, meta, ref = {} }: StateElement,
): ElementDecision {
  if (!meta) {
    const reserved = findReservedKey(state ?? {});
    if (reserved) return { kind: 'wrong', problem: `the ${type} state has the reserved key "${reserved}"` };
    return { kind: 'store', document: { type, state: state ?? {}, ref } };
  }
  if (!state) {
    if (held?.meta?.hash === meta.hash) return { kind: 'up-to-date' };
    return { kind: 'wrong', problem: `the ${type} state was called up to date, but is another one` };
  }
  if (!hashMatches({ fqDeviceId, type, state, meta }))
    return { kind: 'wrong', problem: `the ${type} state does not match its hash` };
  return { kind: 'store', document: { type, state, meta, ref } };
}

/** Applies a pushed change if its hash proves that both sides then hold the same; otherwise the tree has to be fetched. */
export function decidePush(
  fqDeviceId: string,
  held: StateDocument | undefined,
  change: DeviceStateChange,
): PushDecision {
  if (change.op === 'refresh') return { kind: 'fetch', reason: 'the cloud said so' };
  const { type, path, meta } = change;
  if (held?.meta?.hash === meta.hash) return { kind: 'repeated' };
  if (change.op === 'remove' && !held) return { kind: 'fetch', reason: 'there is nothing yet to remove from' };
  const changed = applyChange(held?.state ?? {}, change);
  if (!changed.ok) return { kind: 'fetch', reason: changed.problem };
  const state = changed.value;
  if (!hashMatches({ fqDeviceId, type, state, meta })) return { kind: 'fetch', reason: 'the hash does not match' };
  const ref = change.extRef ? { ...held?.ref, [path ?? '-']: { ext: change.extRef } } : (held?.ref ?? {});
  return { kind: 'store', document: { type, state, meta, ref }, path };
}
