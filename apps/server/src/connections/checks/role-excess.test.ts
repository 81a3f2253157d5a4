import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { policyDocument, rolePermissions } from '@thingdock/connection-kit';
import { excessOf } from './role-excess.ts';

const place = { partition: 'aws', accountId: '123456789012', region: 'eu-west-1' };
const needed = rolePermissions({ ...place, prefix: 'enebular' });
const inline = (...statements: object[]) => ({
  managed: [],
  inline: [{ Version: '2012-10-17', Statement: statements }],
});
const allow = (Action: string | string[], Resource: string | string[] = '*') => ({ Effect: 'Allow', Action, Resource });

describe('what a role may do beyond its work', () => {
  test('is nothing for just what is needed, nor for the key of encrypted topics', () => {
    assert.deepEqual(excessOf({ managed: [], inline: [policyDocument(needed)] }, needed), []);
    assert.deepEqual(excessOf(inline(allow(['kms:GenerateDataKey*', 'kms:Decrypt'])), needed), []);
  });

  test('is every other action, and the needed ones on more than they need', () => {
    assert.deepEqual(excessOf(inline(allow('sns:*')), needed), ['sns:*']);
    assert.deepEqual(excessOf(inline(allow('sns:Publish')), needed), ['sns:Publish on *']);
    const topics = needed.filter(({ action }) => action === 'sns:Publish').flatMap(({ resources }) => resources);
    assert.deepEqual(excessOf(inline(allow('SNS:publish', [...topics, 'arn:x'])), needed), ['SNS:publish on arn:x']);
    assert.deepEqual(excessOf(inline({ Effect: 'Allow', NotAction: 'iam:*', Resource: '*' }), needed), [
      'everything but some actions',
    ]);
  });

  test('is no denial, and none of the two policies that the guide attaches', () => {
    assert.deepEqual(excessOf(inline({ Effect: 'Deny', Action: '*', Resource: '*' }), needed), []);
    const managed = ['AmazonSNSFullAccess', 'AWSIoTDataAccess', 'AdministratorAccess'].map((name) => ({
      ...{ name, arn: `arn:aws:iam::aws:policy/${name}` },
    }));
    assert.deepEqual(excessOf({ managed, inline: undefined }, needed), ['AdministratorAccess']);
  });
});
