import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseArn, parseRoleArn, topicArn } from './arn.ts';

describe('an ARN', () => {
  test('of a role gives account and name, whatever the path', () => {
    const arn = 'arn:aws:iam::123456789012:role/my/path/enebular_status_push_role';
    assert.deepEqual(parseRoleArn(arn), {
      arn,
      partition: 'aws',
      accountId: '123456789012',
      name: 'enebular_status_push_role',
    });
    assert.equal(parseRoleArn('arn:aws-cn:iam::123456789012:role/r')?.partition, 'aws-cn');
  });

  for (const text of [
    'arn:aws:iam::1:role/x',
    'arn:aws:iam::123456789012:user/x',
    'arn:aws:iam::123456789012:role/',
    'arn:aws:iam:us-east-1:123456789012:role/x',
    'arn:aws:iam::123456789012:role/x y',
    'arn:aws:sts::123456789012:assumed-role/x/y',
    `arn:aws:iam::123456789012:role/${'x'.repeat(65)}`,
    'x',
  ])
    test(`"${text}" is no role`, () => assert.equal(parseRoleArn(text), undefined));

  test('of a topic is taken apart as it was put together', () => {
    const place = { partition: 'aws', region: 'eu-west-1', accountId: '123456789012' };
    assert.deepEqual(parseArn(topicArn(place, 'news')), { ...place, service: 'sns', resource: 'news' });
  });
});
