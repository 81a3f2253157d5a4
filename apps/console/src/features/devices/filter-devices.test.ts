import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Device, DeviceStatus } from '@thingdock/api';
import fc from 'fast-check';
import { countStatuses, filterDevices, type Sort, sortDevices } from './filter-devices.ts';

const device = (name: string, status: DeviceStatus = 'connected', agentVersion: string | null = null): Device => ({
  connectionId: 'c',
  name,
  status,
  reason: null,
  since: null,
  source: null,
  agentType: null,
  agentVersion,
  lastSeenAt: null,
  notices: [],
  flow: null,
});

describe('the list of devices', () => {
  const devices = [device('gw-osaka-10', 'disconnected'), device('gw-osaka-2'), device('GW-tokyo-1', 'unknown')];
  const names = (list: readonly Device[]) => list.map(({ name }) => name);

  it('is searched by parts of the name, whatever their case and order', () => {
    assert.deepEqual(names(filterDevices(devices, { text: '1 gw', status: undefined })), ['gw-osaka-10', 'GW-tokyo-1']);
  });

  it('is narrowed by status', () => {
    assert.deepEqual(names(filterDevices(devices, { text: '', status: 'unknown' })), ['GW-tokyo-1']);
  });

  it('counts every status, also those that no device has', () => {
    assert.deepEqual(countStatuses([]), { connected: 0, disconnected: 0, unknown: 0 });
    assert.deepEqual(countStatuses(devices), { connected: 1, disconnected: 1, unknown: 1 });
  });

  it('sorts numbers in names as numbers, and what needs a look first', () => {
    assert.deepEqual(names(sortDevices(devices, 'name')), ['gw-osaka-2', 'gw-osaka-10', 'GW-tokyo-1']);
    assert.deepEqual(names(sortDevices(devices, 'status')), ['GW-tokyo-1', 'gw-osaka-10', 'gw-osaka-2']);
    assert.deepEqual(
      names(sortDevices([device('a', 'unknown', '2.10.0'), device('b', 'unknown', '2.9.1')], '-agent')),
      ['a', 'b'],
    );
  });

  it('loses and adds nothing by sorting', () => {
    const some = fc.array(fc.tuple(fc.string(), fc.constantFrom<DeviceStatus>('connected', 'disconnected', 'unknown')));
    const order = fc.constantFrom<Sort>('name', '-name', 'status', '-status', 'flow', 'agent');
    fc.assert(
      fc.property(some, order, (made, sort) => {
        const list = made.map(([name, status]) => device(name, status));
        assert.deepEqual(new Set(sortDevices(list, sort)), new Set(list));
      }),
    );
  });
});
