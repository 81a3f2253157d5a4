import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { ObjectRow } from '../tables.ts';
import { planRemoval } from './undo-plan.ts';

const row = fc.record({
  kind: fc.constantFrom<ObjectRow['kind'][]>('topic', 'subscription', 'rule', 'shadow'),
  name: fc.string(),
  existed_before: fc.boolean(),
  state: fc.constantFrom<ObjectRow['state'][]>('intended', 'present', 'removed'),
}) as fc.Arbitrary<ObjectRow>;

describe('what is taken back after a failure', () => {
  test('is all that we may have made, and nothing that was there before', () => {
    fc.assert(
      fc.property(fc.array(row), (journal) => {
        const expected = journal.filter((it) => !it.existed_before && it.state !== 'removed');
        assert.deepEqual(new Set(planRemoval(journal)), new Set(expected));
      }),
    );
  });

  test('goes rules first and topics last', () => {
    fc.assert(
      fc.property(fc.array(row), (journal) => {
        const kinds = planRemoval(journal).map((it) => it.kind);
        const lastRule = kinds.lastIndexOf('rule');
        const firstTopic = kinds.indexOf('topic');
        assert.ok(firstTopic === -1 || lastRule < firstTopic);
        assert.ok(firstTopic === -1 || kinds.slice(firstTopic).every((kind) => kind === 'topic'));
      }),
    );
  });
});
