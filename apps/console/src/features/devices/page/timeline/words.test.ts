import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { percent, spanSentence, uptimeWords } from './words.ts';

describe('uptime in words', () => {
  it('never rounds up to something whole', () => {
    assert.equal(percent(1), '100 %');
    assert.equal(percent(0.99999), '99.99 %');
    assert.equal(percent(0.4567), '45.6 %');
    assert.equal(percent(0), '0 %');
  });

  it('says of how much it is', () => {
    assert.equal(uptimeWords({ connected: 0.992, known: 1 }), '99.2 %');
    assert.equal(uptimeWords({ connected: 0.992, known: 0.5 }), '99.2 %, known for 50 % of it');
    assert.equal(uptimeWords({ connected: null, known: 0 }), 'not known');
    assert.equal(uptimeWords({ connected: 1, known: 0.0004 }), 'too little known');
  });
});

describe('a span in words', () => {
  it('gives why, and the evidence', () => {
    const at = '2026-03-01T10:00:00.000Z';
    const from = Date.parse(at);
    const text = spanSentence(
      {
        from,
        to: from + 7_200_000,
        look: 'disconnected',
        transition: {
          at,
          status: 'disconnected',
          reason: 'connection_lost',
          source: 'push',
          shadowVersion: 37,
          shadowTime: null,
          messageId: 'm-1',
        },
      },
      false,
    );
    assert.match(text, /^Disconnected for 2 hours, from .* to .*\. The connection broke without a goodbye/);
    assert.match(text, /Told live by AWS IoT; shadow version 37; message m-1\.$/);
  });
});
