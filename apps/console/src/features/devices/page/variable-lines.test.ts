import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { variableLines } from './variable-lines.ts';

describe('the variables of a device', () => {
  it('are told as wanted, and where the device says otherwise', () => {
    const wanted = { A: '1', B: '2', C: '3' };
    const reported = { A: '1', B: 'old', D: '4' };
    assert.deepEqual(variableLines({ wanted, reported }), [
      { name: 'A', value: '1', note: undefined },
      { name: 'B', value: '2', note: 'the device has “old” still' },
      { name: 'C', value: '3', note: 'asked for, not there yet' },
      { name: 'D', value: '4', note: 'the device has it still' },
    ]);
  });

  it('are what the device says where nothing was ever asked', () => {
    assert.deepEqual(variableLines({ wanted: {}, reported: { A: '1' } }), [{ name: 'A', value: '1', note: undefined }]);
    assert.deepEqual(variableLines({ wanted: {}, reported: null }), []);
  });
});
