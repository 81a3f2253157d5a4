import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { actionTitle } from './words.ts';

const asset = { type: 'flow', id: 'f', name: 'line-monitor', version: 14 } as const;
const title = (kind: Parameters<typeof actionTitle>[0]['kind'], over: object = {}) =>
  actionTitle({ kind, asset: null, variables: null, ...over });

describe('the name of a deployment', () => {
  it('says what is done, and to what', () => {
    assert.equal(title('flow-deploy', { asset }), 'Deploy line-monitor v14');
    assert.equal(title('file-remove', { asset: { ...asset, type: 'file', version: null } }), 'Remove line-monitor');
    assert.equal(title('flow-stop', { asset }), 'Stop flow');
    assert.equal(title('env-set', { variables: ['LINE', 'SHIFT'] }), 'Set LINE and SHIFT');
    assert.equal(title('env-set', { variables: ['A', 'B', 'C', 'D'] }), 'Set environment variables');
  });

  it('still says what was done when the asset is gone', () => {
    assert.equal(title('file-deploy'), 'Deploy file');
  });
});
