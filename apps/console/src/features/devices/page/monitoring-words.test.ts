import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sample } from '@thingdock/api/testing';
import { monitoringWords } from './monitoring-words.ts';

const words = (wanted: boolean, reported: boolean | null) =>
  monitoringWords(sample.device({ monitoring: { wanted, reported } }));

describe('monitoring in words', () => {
  it('says when device and console agree', () => {
    assert.equal(words(true, true), 'On, as the device says itself');
    assert.equal(words(false, false), 'Off, as the device says itself');
  });

  it('says so when they do not', () => {
    assert.match(words(false, true), /^Asked to be off; the device still has it on/);
    assert.match(words(true, null), /^Asked to be on; the device has not said so yet/);
  });
});
