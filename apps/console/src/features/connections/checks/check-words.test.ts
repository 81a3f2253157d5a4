import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Check, MissingPermission } from '@thingdock/api';
import { checksInWords, faultsByField, policyText } from './check-words.ts';

const check = (over: Partial<Check>): Check => ({
  ...{ key: 'key', title: 'The key is valid', state: 'passed', expected: null, found: null, fix: null, error: null },
  missing: [],
  ...over,
});
const missing = (action: string): MissingPermission => ({
  ...{ whose: 'user', action, certain: true },
  statement: { Effect: 'Allow', Action: [action], Resource: ['*'] },
});

describe('checks in words', () => {
  it('count what failed first, then what asks for attention', () => {
    const states = ['passed', 'failed', 'warned', 'warned', 'not_checkable'] as const;
    const checks = states.map((state) => check({ state }));
    assert.equal(checksInWords(checks), '1 of 5 checks failed, 2 warnings, 1 not checked.');
    assert.equal(checksInWords([check({})]), 'No check failed.');
  });

  it('stand beside the field at fault, the first one for each field, and only when they failed', () => {
    const at = (field: string) => ({ field, code: 'x' });
    const told = faultsByField(
      [
        check({ state: 'failed', error: at('roleArn'), found: 'There is no such role.', fix: 'Create it.' }),
        check({ state: 'failed', error: at('roleArn'), found: 'It may not publish.' }),
        check({ state: 'warned', error: at('name'), found: 'Odd.' }),
        check({ state: 'failed', error: at('elsewhere'), found: 'No field of ours.' }),
        check({ state: 'failed', error: null, found: 'Of no field.' }),
      ],
      ['roleArn', 'name'],
    );
    assert.deepEqual(told, { roleArn: 'There is no such role. Create it.' });
  });

  it('make one policy of all that is missing', () => {
    const text = policyText([missing('iot:CreateTopicRule'), missing('sns:CreateTopic')]);
    const { Version, Statement } = JSON.parse(text) as { Version: string; Statement: { Action: string[] }[] };
    assert.equal(Version, '2012-10-17');
    assert.deepEqual(
      Statement.flatMap(({ Action }) => Action),
      ['iot:CreateTopicRule', 'sns:CreateTopic'],
    );
  });
});
