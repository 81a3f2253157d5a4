import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { layoutFlow } from './flow-layout.ts';

const flow = [
  { id: 'tab', type: 'tab', label: 'Line' },
  { id: 'a', type: 'inject', z: 'tab', name: 'every minute', x: 120, y: 80, wires: [['b'], ['c', 'gone']] },
  { id: 'b', type: 'debug', z: 'tab', x: 340, y: 80, wires: [] },
  { id: 'c', type: 'mqtt out', z: 'other', x: 340, y: 160, wires: [] },
  { id: 'broker', type: 'mqtt-broker' },
];

describe('the picture of a flow', () => {
  it('shows the nodes of one tab and the wires between them', () => {
    const layout = layoutFlow(JSON.stringify(flow));
    assert.deepEqual(
      layout?.boxes.map(({ label }) => label),
      ['every minute', 'debug'],
    );
    assert.equal(layout?.wires.length, 1);
    assert.equal(layout?.viewBox, '30 45 400 70');
  });

  it('is left out where there is nothing to draw', () => {
    for (const text of ['', '{}', '[]', '[null]', '[{"id":"a","type":"tab"}]'])
      assert.equal(layoutFlow(text), undefined);
  });
});
