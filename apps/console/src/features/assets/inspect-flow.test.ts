import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { describeFlow, inspectFlow, nameFromFile } from './inspect-flow.ts';

describe('a file before it is uploaded', () => {
  it('is told by its nodes, tabs and size', () => {
    const text = JSON.stringify([
      { id: 't', type: 'tab' },
      { id: 'a', type: 'inject' },
      { id: 'b', type: 'debug' },
    ]);
    const inspected = inspectFlow(text);
    assert.equal(inspected.problem, undefined);
    assert.equal(describeFlow(inspected), '2 nodes on 1 tab, 78 bytes');
  });

  it('is refused when it is no export, is empty or too large', () => {
    assert.match(inspectFlow('{"a":1}').problem ?? '', /no Node-RED export/);
    assert.match(inspectFlow('not json').problem ?? '', /no Node-RED export/);
    assert.match(inspectFlow('[]').problem ?? '', /no nodes/);
    const large = JSON.stringify([{ id: 'a', type: 'comment', info: 'ä'.repeat(60_000) }]);
    assert.match(inspectFlow(large).problem ?? '', /120 kB; devices take at most 100 kB/);
  });

  it('gives the flow a name', () => {
    assert.deepEqual(['flows_line-3 (1).json', 'pump.JSON', 'flows.json'].map(nameFromFile), [
      'line-3',
      'pump',
      'flows',
    ]);
  });
});
