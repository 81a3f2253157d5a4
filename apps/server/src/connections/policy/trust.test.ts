import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Verdict } from './document.ts';
import { trustsIot } from './trust.ts';

const ACCOUNT = '123456789012';
const ruleArn = `arn:aws:iot:eu-west-1:${ACCOUNT}:rule/enebular_status_push_rule`;
const statement = (more: object) => ({
  Effect: 'Allow',
  Principal: { Service: 'iot.amazonaws.com' },
  Action: 'sts:AssumeRole',
  ...more,
});

const cases: [string, object | object[], Verdict][] = [
  ['names AWS IoT', statement({}), 'yes'],
  [
    'names AWS IoT among others',
    statement({ Principal: { Service: ['lambda.amazonaws.com', 'iot.amazonaws.com'] } }),
    'yes',
  ],
  ['allows every action of STS', statement({ Action: ['sts:*'] }), 'yes'],
  ['names another service', statement({ Principal: { Service: 'lambda.amazonaws.com' } }), 'no'],
  ['names an account', statement({ Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` } }), 'no'],
  ['allows another action', statement({ Action: 'sts:TagSession' }), 'no'],
  [
    'follows AWS’s advice on the confused deputy',
    statement({
      Condition: {
        StringEquals: { 'aws:SourceAccount': ACCOUNT },
        ArnLike: { 'aws:SourceArn': `arn:aws:iot:eu-west-1:${ACCOUNT}:rule/enebular_*` },
      },
    }),
    'yes',
  ],
  ['wants another account', statement({ Condition: { StringEquals: { 'aws:SourceAccount': '999999999999' } } }), 'no'],
  [
    'wants rules of another region',
    statement({ Condition: { ArnLike: { 'aws:SourceArn': `arn:aws:iot:us-east-1:${ACCOUNT}:rule/*` } } }),
    'no',
  ],
  [
    'has a condition that we do not understand',
    statement({ Condition: { Bool: { 'aws:SecureTransport': 'true' } } }),
    'cannot_tell',
  ],
  ['allows and denies', [statement({}), statement({ Effect: 'Deny' })], 'no'],
  [
    'denies under a condition that we do not understand',
    [statement({}), statement({ Effect: 'Deny', Condition: { Bool: { x: 'true' } } })],
    'cannot_tell',
  ],
];

describe('a role’s trust policy', () => {
  for (const [title, statements, verdict] of cases)
    test(`that ${title}: ${verdict}`, () => {
      assert.equal(
        trustsIot({ Version: '2012-10-17', Statement: statements }, { accountId: ACCOUNT, ruleArn }),
        verdict,
      );
    });

  test('that cannot be read tells nothing', () => {
    assert.equal(trustsIot(undefined, { accountId: ACCOUNT, ruleArn }), 'cannot_tell');
  });
});
