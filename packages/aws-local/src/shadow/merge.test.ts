import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Json, type JsonObject, sameJson } from '../json.ts';
import { difference, merge, mergeMetadata, metadataOf, stamp } from './merge.ts';

/** The model: a document as the flat list of its leaves by path. Arrays are leaves; so is an empty object. */
type Leaves = Map<string, Json>;

function leavesOf(value: JsonObject, path: string[] = [], found: Leaves = new Map()): Leaves {
  for (const [key, item] of Object.entries(value)) {
    const at = [...path, key];
    if (isBranch(item)) leavesOf(item, at, found);
    else found.set(JSON.stringify(at), item);
  }
  return found;
}

function isBranch(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length > 0;
}

const key = fc.constantFrom('a', 'b', 'c', 'timestamp', '__proto__', 'constructor');
const scalar: fc.Arbitrary<Json> = fc.oneof(fc.boolean(), fc.integer({ min: 0, max: 3 }), fc.constantFrom('x', 'y'));
const list: fc.Arbitrary<Json> = fc.array(scalar, { maxLength: 2 });
const { document, patch } = fc.letrec<{ document: JsonObject; patch: JsonObject }>((tie) => ({
  document: fc.dictionary(key, fc.oneof({ depthSize: 'small' }, scalar, list, tie('document')), { maxKeys: 4 }),
  patch: fc.dictionary(key, fc.oneof({ depthSize: 'small' }, scalar, list, fc.constant(null), tie('patch')), {
    maxKeys: 4,
  }),
}));

/** Applies a patch leaf by leaf, the slow and obvious way. */
function modelMerge(current: JsonObject, change: JsonObject): Leaves {
  const leaves = leavesOf(current);
  for (const [path, value] of leavesOf(change)) {
    const steps = JSON.parse(path) as string[];
    for (const known of [...leaves.keys()]) {
      const others = JSON.parse(known) as string[];
      const below = steps.every((step, index) => others[index] === step);
      const above = others.every((step, index) => steps[index] === step);
      const emptyBranch = isEmpty(value) && below && others.length > steps.length;
      if ((below || above) && !emptyBranch) leaves.delete(known);
    }
    const covered = isEmpty(value) && [...leaves.keys()].some((known) => startsWith(JSON.parse(known), steps));
    if (value !== null && !covered) leaves.set(path, value);
  }
  return leaves;
}

const isEmpty = (value: Json) => JSON.stringify(value) === '{}';
const startsWith = (path: string[], prefix: string[]) => prefix.every((step, index) => path[index] === step);

/** Branches that lost their last leaf stay as empty objects; the model of leaves does not see them. */
function withoutEmpty(leaves: Leaves): Leaves {
  return new Map([...leaves].filter(([, value]) => !isEmpty(value)));
}

const sorted = (leaves: Leaves) => [...leaves].sort(([a], [b]) => (a < b ? -1 : 1));

test('merging a patch gives the leaves that applying it leaf by leaf gives', () => {
  fc.assert(
    fc.property(document, patch, (current, change) => {
      const merged = withoutEmpty(leavesOf(merge(current, change)));
      assert.deepEqual(sorted(merged), sorted(withoutEmpty(modelMerge(current, change))));
    }),
    { numRuns: 2000 },
  );
});

test('merging the same patch twice changes nothing more, and the inputs stay as they were', () => {
  fc.assert(
    fc.property(document, patch, (current, change) => {
      const before = JSON.stringify([current, change]);
      const once = merge(current, change);
      assert.ok(sameJson(merge(once, change), once));
      assert.equal(JSON.stringify([current, change]), before);
    }),
  );
});

test('a device that applies the difference has what is desired, and there is no difference any more', () => {
  fc.assert(
    fc.property(document, document, (desired, reported) => {
      const differing = difference(desired, reported);
      const applied = differing ? merge(reported, differing) : reported;
      for (const [path, value] of leavesOf(desired)) {
        // A desired empty object asks only that the key be there with an object.
        if (isEmpty(value)) continue;
        assert.deepEqual(leavesOf(applied).get(path), value);
      }
      const again = difference(desired, applied);
      assert.ok(again === undefined || withoutEmpty(leavesOf(again)).size === 0);
    }),
    { numRuns: 1000 },
  );
});

test('the difference holds nothing that is reported as desired, and no key that is only reported', () => {
  fc.assert(
    fc.property(document, document, (desired, reported) => {
      const wanted = leavesOf(desired);
      const actual = leavesOf(reported);
      for (const [path, value] of leavesOf(difference(desired, reported) ?? {})) {
        assert.deepEqual(wanted.get(path), value);
        assert.ok(!actual.has(path) || !sameJson(actual.get(path) as Json, value) || isEmpty(value));
      }
    }),
    { numRuns: 1000 },
  );
});

test('metadata has the shape of its state: each leaf is stamped when it was last written', () => {
  fc.assert(
    fc.property(fc.array(patch, { minLength: 1, maxLength: 4 }), (patches) => {
      let state: JsonObject = {};
      let metadata: JsonObject = {};
      const written = new Map<string, number>();
      for (const [turn, change] of patches.entries()) {
        metadata = mergeMetadata(state, metadata, change, turn);
        state = merge(state, change);
        for (const path of leavesOf(change).keys()) written.set(path, turn);
      }
      assert.ok(sameShape(state, metadata));
      for (const [path, value] of leavesOf(state)) {
        const steps = JSON.parse(path) as string[];
        const found = steps.reduce<Json>((at, step) => (at as JsonObject)[step] as Json, metadata);
        if (!isEmpty(value)) assert.deepEqual(found, stamp(value, written.get(path) ?? -1));
      }
    }),
    { numRuns: 1000 },
  );
});

/** The same branches, whatever the leaves. */
function sameShape(state: JsonObject, metadata: JsonObject): boolean {
  return (
    sameJson(Object.keys(state), Object.keys(metadata)) &&
    Object.entries(state).every(([name, value]) => !isBranch(value) || sameShape(value, metadata[name] as JsonObject))
  );
}

test('arrays are stamped item by item, and the metadata of a part is cut out along the part', () => {
  const stamps = mergeMetadata({}, {}, { list: [1, { deep: 2 }], timestamp: 5, gone: null }, 7);
  assert.deepEqual(stamps, { list: [{ timestamp: 7 }, { deep: { timestamp: 7 } }], timestamp: { timestamp: 7 } });
  assert.deepEqual(metadataOf({ timestamp: 5 }, stamps), { timestamp: { timestamp: 7 } });
});
