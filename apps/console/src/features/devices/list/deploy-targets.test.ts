import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sample } from '@thingdock/api/testing';
import { deployTargets } from './deploy-targets.ts';
import type { DeviceKey } from './selection.ts';

const connections = [sample.connection({ id: 'c1' }), sample.connection({ id: 'c2' })];

describe('what is selected, for a deployment', () => {
  it('is parted by connection, since a deployment is of one', () => {
    const keys = new Set<DeviceKey>(['c1/a', 'c2/b', 'c1/c']);
    assert.deepEqual(
      deployTargets({ all: false, keys }, {}, connections).map(({ number, search }) => [number, search]),
      [
        [2, { connection: 'c1', selected: 'a,c' }],
        [1, { connection: 'c2', selected: 'b' }],
      ],
    );
  });

  it('is the filter itself when all that match are meant', () => {
    const [target, ...more] = deployTargets({ all: true }, { connectionId: 'c1', status: 'connected' }, connections);
    assert.deepEqual(target?.search, { connection: 'c1', selected: '*', filter: { status: 'connected' } });
    assert.equal(more.length, 0);
    assert.equal(deployTargets({ all: true }, {}, connections).length, 2);
  });

  it('is carried beside the address when that would be too long', () => {
    const keys = new Set(Array.from({ length: 2_000 }, (_, index): DeviceKey => `c1/gateway-${index}`));
    const [target] = deployTargets({ all: false, keys }, {}, connections);
    assert.equal(target?.search.selected, undefined);
    assert.equal(target?.carried?.length, 2_000);
  });
});
