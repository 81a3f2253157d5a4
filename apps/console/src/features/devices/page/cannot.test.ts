import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { cannot } from './cannot.ts';

describe('what an agent cannot do', () => {
  it('is said of old ones, with the version that can', () => {
    const missing = cannot({ agentType: 'enebular-agent', agentVersion: '2.10.0' });
    assert.deepEqual(missing[0], { what: 'take environment variables', minimum: '2.17.1' });
  });

  it('is nothing for a current one, and for one that nobody has seen', () => {
    assert.deepEqual(cannot({ agentType: 'thingdock-agent', agentVersion: '0.1.0' }), []);
    assert.deepEqual(cannot({ agentType: null, agentVersion: null }), []);
  });
});
