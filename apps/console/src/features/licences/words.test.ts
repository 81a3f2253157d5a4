import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { licencesLeft, newDevices } from './words.ts';

describe('licences in words', () => {
  it('say how many are left', () => {
    assert.equal(licencesLeft({ limit: null, registered: 7 }), 'As many as you like');
    assert.equal(licencesLeft({ limit: 1_000, registered: 812 }), '188 left of 1,000');
    assert.equal(licencesLeft({ limit: 5, registered: 7 }), 'None left of 5');
  });

  it('say what happens to a new device', () => {
    assert.match(newDevices({ limit: null, registered: 0, registerNew: true }), /first time that it speaks/);
    assert.match(newDevices({ limit: 5, registered: 5, registerNew: true }), /No licence is left.*5 licences/);
    assert.match(newDevices({ limit: 5, registered: 5, registerNew: false }), /until somebody registers/);
  });
});
