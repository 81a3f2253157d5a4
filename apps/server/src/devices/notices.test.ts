import assert from 'node:assert/strict';
import { test } from 'node:test';
import { needsRole } from './notices.ts';

test('agents from 2.5.0 need a role, older and unknown ones do not', () => {
  const needs = (version: string | null, type: string | null = 'enebular-agent') => needsRole({ type, version });
  assert.deepEqual(
    ['2.5.0', '2.18.2', '3.0.0', '2.10.1'].map((it) => needs(it)),
    [true, true, true, true],
  );
  assert.deepEqual(
    ['2.4.1', '2.3.0', '1.9.9'].map((it) => needs(it)),
    [false, false, false],
  );
  assert.equal(needs(null, null), false);
  assert.equal(needs('0.1.0', 'thingdock-agent'), true);
});
