import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sample } from '@thingdock/api/testing';
import { byDevice, COMMANDS_FOR_SOME, devicesFor, fits, isChoosable, refreshed, toggled } from './selection.ts';

const target = (device: string, over: object) => sample.target({ device, ...over });
const commandsFor = (over: object) => COMMANDS_FOR_SOME.filter((command) => fits(command, target('d1', over)));

describe('targets that are chosen', () => {
  it('are such as something can be done about', () => {
    assert.deepEqual(commandsFor({ state: 'pending', attempt: 0 }), ['cancel']);
    assert.deepEqual(commandsFor({ state: 'deploying', attempt: 1 }), ['rollback', 'cancel']);
    assert.deepEqual(commandsFor({ state: 'deployed', attempt: 1 }), ['rollback']);
    assert.deepEqual(commandsFor({ state: 'timed_out', attempt: 1 }), ['retry-failed', 'rollback']);
    assert.deepEqual(
      commandsFor({ state: 'failed', attempt: 0 }),
      ['retry-failed'],
      'it was refused before it was told',
    );
    for (const state of ['overridden', 'cancelled'] as const)
      assert.equal(isChoosable(target('d1', { state, attempt: 1 })), false);
  });

  it('are what they became, are chosen no more once nothing is left to do, and stay when they are not loaded', () => {
    const before = byDevice(['d1', 'd2', 'd9'].map((device) => target(device, { state: 'pending', attempt: 1 })));
    const loaded = [target('d1', { state: 'overridden', attempt: 1 }), target('d2', { state: 'failed', attempt: 1 })];
    const after = refreshed(before, loaded);
    assert.deepEqual([...after.keys()], ['d2', 'd9']);
    assert.deepEqual(devicesFor('retry-failed', after), ['d2']);
    assert.deepEqual(devicesFor('cancel', after), ['d9']);
  });

  it('are chosen and left one by one', () => {
    const [one, two] = [target('d1', {}), target('d2', {})];
    assert.deepEqual([...toggled(toggled(byDevice([one]), two), one).keys()], ['d2']);
  });
});
