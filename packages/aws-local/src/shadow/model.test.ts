import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Json, JsonObject } from '../json.ts';
import { applyDelete, applyUpdate, readDocument, type ShadowRecord } from './document.ts';

/** The life of a shadow against a model of it: two flat maps from paths to values, and a counter. */

type Section = 'desired' | 'reported';
type Model = Record<Section, Map<string, number>> & { version: number; isLive: boolean };

/** Two levels are enough for paths to meet: a value, or an object of values, under the same few keys. */
const key = fc.constantFrom('a', 'b', 'timestamp');
const leaf = fc.oneof(fc.nat(2), fc.constant(null));
const patch = fc.dictionary(key, fc.dictionary(key, leaf, { minKeys: 1, maxKeys: 3 }), { maxKeys: 3 });
const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      desired: fc.option(fc.oneof(patch, fc.constant(null)), { nil: undefined }),
      reported: fc.option(fc.oneof(patch, fc.constant(null)), { nil: undefined }),
      version: fc.option(fc.integer({ min: -1, max: 1 }), { nil: undefined }),
    }),
  },
  { weight: 1, arbitrary: fc.constant('delete' as const) },
);

function put(section: Map<string, number>, change: Record<string, Record<string, number | null>> | null): void {
  if (change === null) section.clear();
  for (const [first, inner] of Object.entries(change ?? {})) {
    for (const [second, value] of Object.entries(inner)) {
      if (value === null) section.delete(`${first}.${second}`);
      else section.set(`${first}.${second}`, value);
    }
  }
}

/** Objects without a leaf are nothing to the model. */
function leavesOf(section: Json | undefined): Map<string, number> {
  const entries = Object.entries((section ?? {}) as JsonObject).flatMap(([first, inner]) =>
    Object.entries(inner as JsonObject).map(([second, value]): [string, number] => [
      `${first}.${second}`,
      Number(value),
    ]),
  );
  return new Map(entries);
}

const sorted = (leaves: Map<string, number>) => [...leaves].sort(([a], [b]) => (a < b ? -1 : 1));

function differing({ desired, reported }: Model): Map<string, number> {
  return new Map([...desired].filter(([path, value]) => reported.get(path) !== value));
}

test('updates and deletions leave what the model says, count up, and tell what differs', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
      const model: Model = { desired: new Map(), reported: new Map(), version: 0, isLive: false };
      let record: ShadowRecord | undefined;
      for (const [index, one] of steps.entries()) {
        const now = 1_700_000_000_000 + index * 1000;
        if (one === 'delete') {
          if (record?.kind !== 'live') continue;
          record = applyDelete(record, now, {}).record;
          model.desired.clear();
          model.reported.clear();
          continue;
        }
        const { desired, reported, version } = one;
        const state = { ...(desired !== undefined && { desired }), ...(reported !== undefined && { reported }) };
        const wanted = version === undefined ? undefined : Math.max(0, model.version + version);
        const applied = applyUpdate(record, { state, ...(wanted !== undefined && { version: wanted }) }, now);
        assert.equal(applied.rejected === true, wanted !== undefined && wanted !== model.version);
        if (applied.rejected) continue;
        const before = record?.kind === 'live' ? readDocument(record, now) : undefined;
        if (desired !== undefined) put(model.desired, desired);
        if (reported !== undefined) put(model.reported, reported);
        model.version += 1;
        record = applied.record;
        check(model, record, applied.delta);
        const { previous, current } = applied.documents as Record<'previous' | 'current', JsonObject>;
        assert.equal(current.version, model.version);
        assert.deepEqual(current.state, record.state);
        assert.equal(previous.version, model.version - 1);
        assert.deepEqual(
          leavesOf((previous.state as JsonObject | undefined)?.desired),
          leavesOf((before?.state as JsonObject | undefined)?.desired),
        );
      }
    }),
    { numRuns: 1000 },
  );
});

function check(model: Model, record: Extract<ShadowRecord, { kind: 'live' }>, delta: JsonObject | undefined): void {
  assert.equal(record.version, model.version);
  assert.deepEqual(sorted(leavesOf(record.state.desired)), sorted(model.desired));
  assert.deepEqual(sorted(leavesOf(record.state.reported)), sorted(model.reported));
  assert.deepEqual(sorted(leavesOf(delta?.state)), sorted(differing(model)));
}
