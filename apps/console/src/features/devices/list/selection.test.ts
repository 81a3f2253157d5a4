import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type DeviceKey, isSelected, readSelection, toDeviceSelection, toggled, writeSelection } from './selection.ts';

const word = fc.stringMatching(/^[a-zA-Z0-9:_-]{1,20}$/);
const key = fc.tuple(fc.constantFrom('c-1', 'c-2'), word).map(([id, name]): DeviceKey => `${id}/${name}`);
const some = (...keys: DeviceKey[]) => ({ all: false, keys: new Set(keys) }) as const;

describe('a selection in the address', () => {
  it('comes back as it went, whatever is selected, with or without a connection that is meant anyhow', () => {
    fc.assert(
      fc.property(fc.uniqueArray(key, { maxLength: 60 }), fc.constantFrom(undefined, 'c-1'), (keys, home) => {
        const selection = some(...keys);
        assert.deepEqual(readSelection(writeSelection(selection, home), home), selection);
      }),
    );
  });

  it('names devices of the connection that is meant by their names alone', () => {
    assert.equal(writeSelection(some('c-1/gw:1', 'c-2/gw:1'), 'c-1'), 'gw:1,c-2/gw:1');
  });

  it('says all in one sign, however many that are', () => {
    assert.equal(writeSelection({ all: true }, undefined), '*');
    assert.deepEqual(readSelection('*', 'c-1'), { all: true });
  });

  it('is left out when no address could carry it', () => {
    const keys = Array.from({ length: 10_000 }, (_, index): DeviceKey => `c/gw-${index}`);
    assert.equal(writeSelection(some(...keys), 'c'), undefined);
  });
});

describe('a selection', () => {
  const loaded = [
    { connectionId: 'c', name: 'a' },
    { connectionId: 'c', name: 'b' },
  ];

  it('of all becomes one of the others that are loaded when one of them is taken out', () => {
    assert.deepEqual(toggled({ all: true }, 'c/a', loaded), some('c/b'));
    assert.ok(isSelected({ all: true }, 'c/never-loaded'));
  });

  it('goes to the server as names, or as the filter', () => {
    assert.deepEqual(toDeviceSelection(some('c/a'), { status: 'connected' }), { devices: [loaded[0]] });
    assert.deepEqual(toDeviceSelection({ all: true }, { status: 'connected' }), { filter: { status: 'connected' } });
  });
});
