import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  CAPABILITIES,
  type Capabilities,
  capabilitiesOf,
  compareVersions,
  minimumVersion,
  noticedAfter,
  parseVersion,
  SILENT_AGENT,
} from '../src/index.ts';

/** One line an agent: how it takes a flow, then what else it can. */
const says = (capabilities: Capabilities): string => {
  const { flow, ...others } = capabilities;
  const can = Object.entries(others).flatMap(([name, able]) => (able ? [name] : []));
  return [flow, ...can].join(' ');
};

const ALL = 'state flowRemove flowEnable envVariables files cancel notes disabledNodes';
const TABLE: [version: string, can: string][] = [
  ['1.9.0', 'none'],
  ['2.0.0', 'message'],
  ['2.2.0', 'message'],
  ['2.3.0', 'message'],
  ['2.4.1', 'message'],
  ['2.5.0', 'state flowRemove files'],
  ['2.6.0', 'state flowRemove flowEnable files'],
  ['2.7.1', 'state flowRemove flowEnable files'],
  ['2.8.0', 'state flowRemove flowEnable files notes'],
  ['2.13.0', 'state flowRemove flowEnable files notes'],
  ['2.14.0', 'state flowRemove flowEnable files cancel notes'],
  ['2.15.5', 'state flowRemove flowEnable files cancel notes disabledNodes'],
  ['2.17.0', 'state flowRemove flowEnable files cancel notes disabledNodes'],
  ['2.17.1', ALL],
  ['2.18.2', ALL],
  ['3.0.0-beta.1', ALL],
];

for (const [v, can] of TABLE)
  test(`an agent of the field ${v} can: ${can}`, () => {
    assert.equal(says(capabilitiesOf({ type: 'enebular-agent', v })), can);
  });

test('our agent, an unknown one and one with a strange version count as current', () => {
  for (const agent of [
    { type: 'thingdock-agent', v: '0.1.0' },
    { type: 'somebody-s', v: '1.0.0' },
    { type: 'enebular-agent', v: 'nightly' },
    undefined,
  ])
    assert.equal(says(capabilitiesOf(agent)), ALL);
});

test('a connected device that says nothing about its agent takes flows by message only', () => {
  assert.equal(says(capabilitiesOf(SILENT_AGENT)), 'message');
});

test('every capability names the version that it needs, and that version has it', () => {
  assert.equal(minimumVersion('envVariables'), '2.17.1');
  for (const capability of CAPABILITIES) {
    const can = capabilitiesOf({ type: 'enebular-agent', v: minimumVersion(capability) });
    assert.ok(capability === 'flowDeploy' ? can.flow !== 'none' : can[capability], capability);
  }
});

test('versions are compared by number, not by letter', () => {
  const order = ['2.4', 'v2.4.1', '2.10.0', '2.10.0-rc.1', '10.0.0'].map((text) => parseVersion(text) ?? assert.fail());
  assert.deepEqual(order[0], [2, 4, 0]);
  for (let at = 1; at < order.length; at += 1) {
    const [before, after] = [order[at - 1], order[at]];
    assert.ok(before && after && compareVersions(before, after) <= 0);
  }
  assert.equal(parseVersion('2'), undefined);
  assert.equal(parseVersion('2.x.1'), undefined);
});

test('a lost connection is noticed after 1.5 times the keep-alive of the agent, where that is known', () => {
  const after = (type: string, v: string) => noticedAfter({ type, v });
  assert.deepEqual([after('thingdock-agent', '0.1.0'), after('enebular-agent', '2.15.4')], [45, 45]);
  assert.equal(after('enebular-agent', '2.15.5'), 450);
  assert.deepEqual(
    [after('enebular-agent', '?'), after('other', '1.0.0'), noticedAfter(undefined)],
    [undefined, undefined, undefined],
  );
});
