import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createClosing } from '../src/closing.ts';

describe('closing', () => {
  it('ends what was begun last first, once, also when something fails on the way', async () => {
    const ended: string[] = [];
    const closing = createClosing();
    closing.defer(() => void ended.push('first'));
    closing.defer(() => {
      ended.push('second');
      throw new Error('second failed');
    });
    closing.defer(async () => {
      await Promise.resolve();
      ended.push('third');
      throw new Error('third failed');
    });
    await assert.rejects(closing.close(), /third failed/);
    await closing.close();
    assert.deepEqual(ended, ['third', 'second', 'first']);
  });
});
