import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { portY, readFlow } from './read-flow.ts';

const flow = [
  { id: 'line', type: 'tab', label: 'Line' },
  { id: 'alarms', type: 'tab', label: 'Alarms', disabled: true },
  { id: 'empty', type: 'tab', label: 'Nothing on it' },
  { id: 'scale', type: 'subflow', name: 'Scale' },
  { id: 'a', type: 'inject', z: 'line', name: 'every minute', x: 120, y: 80, wires: [['b'], ['c', 'gone']] },
  { id: 'b', type: 'subflow:scale', z: 'line', x: 340, y: 80, wires: [[]] },
  { id: 'c', type: 'mqtt out', z: 'line', topic: 'plant/line', x: 340, y: 160, wires: [] },
  { id: 'd', type: 'link out', z: 'alarms', x: 40, y: 40, wires: [], d: true },
  { id: 'e', type: 'function', z: 'scale', x: 100, y: 100, wires: [[]] },
  { id: 'g', type: 'group', z: 'line', name: 'Reading', x: 40, y: 20, w: 500, h: 200 },
  { id: 'broker', type: 'mqtt-broker' },
];
const read = (nodes: unknown) => readFlow(JSON.stringify(nodes));

describe('the picture of a flow', () => {
  it('has a sheet for each tab and subflow that has something on it, in order', () => {
    assert.deepEqual(
      read(flow).map(({ label, subflow, disabled, boxes }) => [label, subflow, disabled, boxes.length]),
      [
        ['Line', false, false, 3],
        ['Alarms', false, true, 1],
        ['Scale', true, false, 1],
      ],
    );
  });

  it('writes on a node its name, or what it says of itself', () => {
    assert.deepEqual(
      read(flow)[0]?.boxes.map(({ label }) => label),
      ['every minute', 'Scale', 'plant/line'],
    );
  });

  it('draws a wire from the port that it leaves, and none to a node that is not there', () => {
    const [line] = read(flow);
    assert.equal(line?.wires.length, 2);
    const [inject] = line?.boxes ?? [];
    assert.ok(inject);
    const ports = [0, 1].map((port) => inject.y + portY(inject, port));
    assert.deepEqual(
      line?.wires.map(({ path }) => Number(/^M\S+ ([\d.]+)C/.exec(path)?.[1])),
      ports,
    );
  });

  it('has room for all of it, groups included', () => {
    const [line] = read(flow);
    assert.deepEqual(line?.extent, { x: 16, y: -4, width: 548, height: 248 });
  });

  it('draws a piece of a flow whose tab was not exported', () => {
    assert.equal(read([{ id: 'x', type: 'debug', z: 'elsewhere', x: 100, y: 100, wires: [] }])[0]?.label, 'Nodes');
  });

  it('is left out where there is nothing to draw', () => {
    for (const text of ['', '{}', '[]', '[null]', '[{"id":"a","type":"tab"}]']) assert.deepEqual(readFlow(text), []);
  });
});
