import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { TopicRule } from '../../aws/index.ts';
import { OLDER_WILL_SQL, wantedObjects } from '../create/wanted.ts';
import { sameRule, servesWill } from './compare.ts';

const place = { partition: 'aws', accountId: '123456789012', region: 'eu-west-1' };
const { rules } = wantedObjects('enebular', place, 'arn:aws:iam::123456789012:role/r');
const [will, status] = rules as [TopicRule, TopicRule, TopicRule];

describe('a rule in AWS', () => {
  test('is the same whatever AWS does to blanks and descriptions', () => {
    assert.equal(
      sameRule(status, { ...status, sql: `\n ${status.sql.replaceAll(' ', '\n  ')} `, description: 'x' }),
      true,
    );
  });

  const changes: [string, Partial<TopicRule>][] = [
    ['its query', { sql: 'SELECT * FROM "x"' }],
    ['its version', { sqlVersion: '2015-10-08' }],
    ['being disabled', { disabled: true }],
    ['having no action', { actions: [] }],
    ['a second action', { actions: [...status.actions, { kind: 'other', name: 'lambda' }] }],
    ['another topic', { actions: [{ kind: 'sns', topicArn: 'x', roleArn: 'r', messageFormat: 'RAW' }] }],
  ];
  for (const [title, change] of changes)
    test(`differs by ${title}`, () => assert.equal(sameRule(status, { ...status, ...change }), false));

  test('of an older installer does the work of our rule for wills, by whatever role', () => {
    const [action] = will.actions;
    assert.ok(action?.kind === 'republish');
    const older: TopicRule = { ...will, sql: OLDER_WILL_SQL, actions: [{ ...action, roleArn: 'another', qos: 0 }] };
    assert.equal(servesWill(will, older), true);
    assert.equal(sameRule(will, older), false);
    assert.equal(servesWill(will, { ...older, disabled: true }), false);
    assert.equal(servesWill(will, { ...older, actions: [{ ...action, topic: 'elsewhere' }] }), false);
    assert.equal(servesWill(status, status), false);
  });
});
