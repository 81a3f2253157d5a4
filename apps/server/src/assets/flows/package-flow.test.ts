import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseFlowPackage } from '@thingdock/device-protocol';
import { packageFlow } from './package-flow.ts';

const broker = '{"id":"a","type":"mqtt-broker"}';
const version = (content: string) => ({ content, credentials: {}, packages: {} });

describe('the package of a flow', () => {
  it('carries the nodes', () => {
    const text = packageFlow(version('[{"id":"a","type":"tab","label":"Hello"}]'));
    assert.deepEqual(JSON.parse(text), { flow: [{ id: 'a', type: 'tab', label: 'Hello' }] });
  });

  it('carries credentials apart from their nodes, where devices look for them', () => {
    const credentials = { a: { user: 'u', password: 'p' } };
    const read = parseFlowPackage(packageFlow({ ...version(`[${broker}]`), credentials }));
    assert.deepEqual(read, { ok: true, value: { flow: [{ id: 'a', type: 'mqtt-broker' }], cred: credentials } });
  });

  it('leaves out empty credentials, which would make agents in the field fail', () => {
    const text = packageFlow({ ...version(`[${broker}]`), credentials: { a: {} } });
    assert.deepEqual(JSON.parse(text), { flow: [{ id: 'a', type: 'mqtt-broker' }] });
  });

  it('names the npm packages that the flow needs, with their versions', () => {
    const text = packageFlow({ ...version(`[${broker}]`), packages: { 'node-red-node-random': '0.4.1' } });
    const read = parseFlowPackage(text);
    assert.ok(read.ok);
    assert.deepEqual(read.value.packages, { 'node-red-node-random': '0.4.1' });
  });
});
