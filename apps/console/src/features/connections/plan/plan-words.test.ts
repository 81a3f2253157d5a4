import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { PlanAction } from '@thingdock/api';
import { conflicts, hasWork, planInWords } from './plan-words.ts';

const plan = (...actions: PlanAction[]) => ({
  objects: actions.map((action, index) => ({
    ...{ kind: 'rule' as const, name: `rule_${index}`, arn: '', action, differences: [], lost: [] },
  })),
});

describe('a plan in words', () => {
  it('counts by what will be done', () => {
    const mixed = plan('create', 'create', 'repair', 'conflict', 'none', 'adopt');
    assert.equal(planInWords(mixed), '2 to create, 1 to put right, 1 in the way, 2 stay as they are.');
    assert.equal(planInWords(plan('none')), '1 stays as it is.');
  });

  it('knows whether there is anything to do, and what is in the way', () => {
    assert.equal(hasWork(plan('none', 'adopt')), false);
    for (const action of ['create', 'repair', 'conflict'] as const) assert.equal(hasWork(plan('none', action)), true);
    assert.deepEqual(
      conflicts(plan('create', 'conflict')).map(({ name }) => name),
      ['rule_1'],
    );
  });
});
