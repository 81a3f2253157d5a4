import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Device, DeviceStatus } from '@thingdock/api';
import { deployLabel, previewLine } from './preview.ts';

const device = (status: DeviceStatus, version?: number): Device => ({
  connectionId: 'c',
  name: 'gw',
  status,
  reason: null,
  since: null,
  source: null,
  agentType: null,
  agentVersion: null,
  lastSeenAt: null,
  notices: [],
  flow: version === undefined ? null : { id: 'f', name: 'line', version, state: 'running', message: null },
});

describe('the preview of a deployment', () => {
  it('says who gets it now and who waits', () => {
    const devices = [device('connected'), device('connected'), device('disconnected'), device('unknown')];
    assert.equal(
      previewLine(devices, { flowId: 'f', version: 2 }),
      '4 devices: 2 now, 1 offline will wait and 1 of unknown status will get it when it connects.',
    );
  });

  it('says who has it already', () => {
    const devices = [device('connected', 2), device('connected', 1)];
    assert.equal(
      previewLine(devices, { flowId: 'f', version: 2 }),
      '2 devices: 2 now. 1 device has this version already.',
    );
    assert.equal(previewLine([device('connected')], undefined), '1 device: 1 now.');
  });

  it('ends in a button that says what it does', () => {
    assert.equal(deployLabel({ name: 'line', version: 14 }, 12), 'Deploy line v14 to 12 devices');
    assert.equal(deployLabel(undefined, 12), 'Deploy');
  });
});
