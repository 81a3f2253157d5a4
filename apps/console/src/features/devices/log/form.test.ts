import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { LogLine } from '@thingdock/api';
import { fileOf } from './form.ts';

const line: LogLine = {
  ...{ id: 1, at: '2026-01-01T12:00:00.000Z', receivedAt: '2026-01-01T12:00:30.000Z' },
  ...{ level: 'info', source: 'service.node-red', message: 'one\ntwo', extra: { version: '2.18.2' } },
};

describe('a log that is saved', () => {
  it('is a text that one reads from above, with whatever belongs together kept together', () => {
    assert.deepEqual(fileOf('text', 'plant:1', [line, { ...line, message: 'three' }]), {
      fileName: 'plant_1.log',
      text:
        '2026-01-01T12:00:00.000Z  info   service.node-red  one\n\ttwo\n' +
        '2026-01-01T12:00:00.000Z  info   service.node-red  three\n',
    });
  });

  it('is a line of JSON for each, with all that the agent sent', () => {
    const { fileName, text } = fileOf('json-lines', 'pump-1', [line]);
    assert.equal(fileName, 'pump-1.jsonl');
    assert.deepEqual(
      text
        .trimEnd()
        .split('\n')
        .map((one) => JSON.parse(one)),
      [line],
    );
  });
});
