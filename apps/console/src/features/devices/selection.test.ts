import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { readSelection, writeSelection } from './selection.ts';

const name = fc.stringMatching(/^[a-zA-Z0-9:_-]{1,20}$/);

describe('a selection in the address', () => {
  it('comes back as it went, whatever is selected', () => {
    fc.assert(
      fc.property(fc.uniqueArray(name, { maxLength: 100 }), fc.func(fc.boolean()), (names, chosen) => {
        const selected = new Set(names.filter((it) => chosen(it)));
        assert.deepEqual(readSelection(writeSelection(selected, names), names), selected);
      }),
    );
  });

  it('says all in one sign, also for ten thousand', () => {
    const names = Array.from({ length: 10_000 }, (_, index) => `gw-${index}`);
    assert.equal(writeSelection(new Set(names), names), '*');
  });

  it('is left out when no address could carry it', () => {
    const names = Array.from({ length: 10_000 }, (_, index) => `gw-${index}`);
    assert.equal(writeSelection(new Set(names.slice(1)), names), undefined);
  });

  it('forgets what is not there any more', () => {
    assert.deepEqual(readSelection('a,gone', ['a', 'b']), new Set(['a']));
  });
});
