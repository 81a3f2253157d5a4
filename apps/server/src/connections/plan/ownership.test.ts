import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { type Evidence, judge } from './ownership.ts';

const evidence: fc.Arbitrary<Evidence> = fc.record({
  exists: fc.boolean(),
  leftover: fc.boolean(),
  ownerTag: fc.constantFrom(undefined, 'us', 'others'),
  pointsToUs: fc.boolean(),
  serves: fc.boolean(),
});

describe('whose an object in AWS is', () => {
  test('never ours when it is tagged by somebody else', () => {
    fc.assert(
      fc.property(evidence, (it) => {
        const verdict = judge({ ...it, exists: true, ownerTag: 'others' }, 'us');
        assert.equal(verdict, 'foreign');
      }),
    );
  });

  test('ours only with evidence, and a missing tag is none against it', () => {
    fc.assert(
      fc.property(evidence, (it) => {
        const ours = judge(it, 'us') === 'ours';
        const known = it.ownerTag === 'us' || (it.ownerTag === undefined && (it.leftover || it.pointsToUs));
        assert.equal(ours, it.exists && known);
      }),
    );
  });

  test('adopted when it serves and nobody claims it', () => {
    const bare = { exists: true, leftover: false, ownerTag: undefined, pointsToUs: false };
    assert.equal(judge({ ...bare, serves: true }, 'us'), 'adopted');
    assert.equal(judge({ ...bare, serves: false }, 'us'), 'foreign');
    assert.equal(judge({ ...bare, exists: false, serves: true }, 'us'), 'absent');
  });
});
