import {
  applyChange,
  fqDeviceId,
  nextMeta,
  type Parsed,
  type StateOperation,
  type StateType,
} from '@thingdock/device-protocol';
import type { AgentKey } from './tables.ts';
import type { Tree } from './tree-store.ts';

/** All three trees of a device travel in one answer, and AWS IoT takes messages up to 128 KB. */
export const TREES_LIMIT = 100_000;

/** A revision with the changes applied in order, or what is wrong with the first that cannot be. */
export function reviseTree(
  key: AgentKey,
  type: StateType,
  input: { tree: Tree | undefined; changes: readonly StateOperation[]; now: number },
): Parsed<Tree> {
  let state = input.tree?.state ?? {};
  for (const change of input.changes) {
    const applied = applyChange(state, change);
    if (!applied.ok) return applied;
    state = applied.value;
  }
  const size = Buffer.byteLength(JSON.stringify(state));
  const meta = nextMeta({
    fqDeviceId: fqDeviceId(key.wireId, key.thingName),
    type,
    state,
    previous: input.tree?.meta,
    now: input.now,
  });
  return { ok: true, value: { type, state, meta, ref: {}, size, applied: input.tree?.applied ?? {} } };
}

/** Bytes of a device's trees but one. */
export function sizeOfOthers(trees: ReadonlyMap<StateType, Tree> | undefined, but: StateType): number {
  return [...(trees?.values() ?? [])].filter((tree) => tree.type !== but).reduce((sum, tree) => sum + tree.size, 0);
}
