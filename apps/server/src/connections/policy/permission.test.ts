import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Verdict } from './document.ts';
import { allows, type RolePolicies, seemsMissing } from './permission.ts';

const TOPIC = 'arn:aws:sns:eu-west-1:123456789012:enebular_status_push_sns';
const aws = (name: string) => ({ name, arn: `arn:aws:iam::aws:policy/${name}` });
const own = (name: string) => ({ name, arn: `arn:aws:iam::123456789012:policy/${name}` });
const inline = (...statements: object[]) => ({ Statement: statements });

const cases: [string, RolePolicies, Verdict][] = [
  ['with AmazonSNSFullAccess', { managed: [aws('AmazonSNSFullAccess')], inline: [] }, 'yes'],
  [
    'with AWS’s policy, its own policies unreadable',
    { managed: [aws('AmazonSNSFullAccess')], inline: undefined },
    'yes',
  ],
  ['with nothing', { managed: [], inline: [] }, 'no'],
  ['with nothing attached and the rest unreadable', { managed: [], inline: undefined }, 'cannot_tell'],
  ['that cannot be read', { managed: undefined, inline: undefined }, 'cannot_tell'],
  [
    'with AWS policies that bring nothing',
    { managed: [aws('AWSIoTLogging'), aws('AWSIoTThingsRegistration')], inline: [] },
    'no',
  ],
  ['with a policy of the account', { managed: [own('mine')], inline: [] }, 'cannot_tell'],
  [
    'with a policy of the account that bears an AWS name',
    { managed: [own('AmazonSNSFullAccess')], inline: [] },
    'cannot_tell',
  ],
  [
    'with the topic named',
    { managed: [], inline: [inline({ Effect: 'Allow', Action: 'sns:Publish', Resource: TOPIC })] },
    'yes',
  ],
  [
    'with another topic named',
    { managed: [], inline: [inline({ Effect: 'Allow', Action: 'sns:Publish', Resource: `${TOPIC}x` })] },
    'no',
  ],
  [
    'with a wildcard',
    { managed: [], inline: [inline({ Effect: 'Allow', Action: 'SNS:Pub*', Resource: 'arn:aws:sns:*:*:enebular_*' })] },
    'yes',
  ],
  [
    'with all but another action',
    { managed: [], inline: [inline({ Effect: 'Allow', NotAction: 'iam:*', Resource: '*' })] },
    'yes',
  ],
  [
    'with a condition',
    {
      managed: [],
      inline: [inline({ Effect: 'Allow', Action: '*', Resource: '*', Condition: { Bool: { x: 'true' } } })],
    },
    'cannot_tell',
  ],
  [
    'with a denial beside the allowance',
    { managed: [aws('AmazonSNSFullAccess')], inline: [inline({ Effect: 'Deny', Action: 'sns:*', Resource: '*' })] },
    'no',
  ],
  ['with a document that cannot be understood', { managed: [], inline: [undefined] }, 'cannot_tell'],
];

describe('whether a role may publish to a topic', () => {
  for (const [title, policies, verdict] of cases)
    test(`${title}: ${verdict}`, () => assert.equal(allows(policies, 'sns:Publish', TOPIC), verdict));

  test('is doubted, not denied, when only the attached policies could be read and lack it', () => {
    const policies = { managed: [aws('AWSIoTDataAccess')], inline: undefined };
    assert.equal(allows(policies, 'sns:Publish', TOPIC), 'cannot_tell');
    assert.equal(seemsMissing(policies, 'sns:Publish', TOPIC), true);
    assert.equal(seemsMissing(policies, 'iot:Publish', 'x'), false);
    assert.equal(seemsMissing({ managed: undefined, inline: undefined }, 'sns:Publish', TOPIC), false);
  });
});
