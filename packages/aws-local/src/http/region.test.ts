import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { regionProblem } from './region.ts';

describe('the region of a credential scope', () => {
  it('is any of the partition when none is singled out', () => {
    assert.equal(regionProblem('eu-west-1', [], 'sns'), undefined);
    assert.match(regionProblem('cn-north-1', [], 'sns') ?? '', /valid region/);
  });

  it('is one of those that are served', () => {
    assert.equal(regionProblem('eu-west-1', ['eu-west-1'], 'sns'), undefined);
    assert.match(regionProblem('us-east-1', ['eu-west-1'], 'sns') ?? '', /us-east-1/);
  });

  it('is always IAM’s own for IAM, which has no other', () => {
    assert.equal(regionProblem('us-east-1', ['eu-west-1'], 'iam'), undefined);
  });
});
