import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { applyChange, findRef, type JsonObject, parsePath, valueAt } from '../src/index.ts';

test('setting a path makes the objects on the way and leaves the old tree alone', () => {
  const before: JsonObject = Object.freeze({ monitoring: Object.freeze({ enable: true }) });
  const after = applyChange(before, { op: 'set', path: 'flow.flow.state', state: 'deployed' });
  assert.deepEqual(after, { ok: true, value: { monitoring: { enable: true }, flow: { flow: { state: 'deployed' } } } });
  assert.deepEqual(before, { monitoring: { enable: true } });
});

test('without a path the whole tree is replaced or emptied', () => {
  assert.deepEqual(applyChange({ a: 1 }, { op: 'set', state: { b: 2 } }), { ok: true, value: { b: 2 } });
  assert.deepEqual(applyChange({ a: 1 }, { op: 'remove' }), { ok: true, value: {} });
  assert.equal(applyChange({}, { op: 'set', state: 7 }).ok, false);
});

test('removing what is not there changes nothing', () => {
  assert.deepEqual(applyChange({ a: { b: 1 } }, { op: 'remove', path: 'a.c.d' }), { ok: true, value: { a: { b: 1 } } });
  assert.deepEqual(applyChange({ a: 1 }, { op: 'remove', path: 'a.b' }), { ok: true, value: { a: 1 } });
});

test('a value in the way is not replaced by an object', () => {
  const change = applyChange({ a: 1 }, { op: 'set', path: 'a.b', state: 2 });
  assert.deepEqual(change, { ok: false, problem: '"a" is in the way: it is not an object' });
});

test('paths and states that would reach into prototypes or make arrays are refused', () => {
  for (const path of ['__proto__.polluted', 'a.constructor.prototype', 'a..b', 'list.0'])
    assert.equal(applyChange({}, { op: 'set', path, state: 1 }).ok, false, path);
  const state: JsonObject = JSON.parse('{"deep":[{"__proto__":{"polluted":1}}]}');
  assert.equal(applyChange({}, { op: 'set', path: 'a', state }).ok, false);
  assert.equal(Reflect.get({}, 'polluted'), undefined);
  assert.equal(valueAt({}, 'toString'), undefined);
});

test('what was set can be read back, and removing it leaves the rest as it was', () => {
  const part = fc.stringMatching(/^[a-z][a-z0-9-]{0,6}$/).filter((text) => parsePath(text).ok);
  const path = fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('.'));
  fc.assert(
    fc.property(path, fc.jsonValue(), (where, raw) => {
      const state = JSON.parse(JSON.stringify(raw));
      const changed = applyChange({ untouched: { x: 1 } }, { op: 'set', path: where, state });
      if (!changed.ok) return;
      assert.deepEqual(valueAt(changed.value, where), state);
      const removed = applyChange(changed.value, { op: 'remove', path: where });
      assert.ok(removed.ok);
      assert.equal(valueAt(removed.value, where), undefined);
    }),
  );
});

test('the note of the nearest path above is the one that belongs to a path', () => {
  const refs = { flow: { ext: { a: 1 } }, 'flow.enable': { ext: { a: 2 } }, '-': { ext: { a: 3 } } };
  assert.deepEqual(findRef(refs, 'flow.enable'), { ext: { a: 2 } });
  assert.deepEqual(findRef(refs, 'flow.flow.state'), { ext: { a: 1 } });
  assert.deepEqual(findRef(refs, 'monitoring'), { ext: { a: 3 } });
  assert.equal(findRef({}, 'toString'), undefined);
});
