import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { archiveName, createPaths, fileName } from './names.ts';

const name = fc.string({ unit: 'binary', minLength: 1, maxLength: 12 }).filter((it) => it.isWellFormed());
/** Names of things and the worst of what people type. */
const nasty = fc.oneof(name, fc.constantFrom('..', '.', 'a/b', 'c:', 'plant:1', 'plant%3A1', 'end. ', '\\\\host', '*'));

describe('names in an archive of logs', () => {
  it('are left as they are where every system takes them', () => {
    assert.equal(fileName('Osaka line 3 – Süd'), 'Osaka line 3 – Süd');
    assert.equal(archiveName('Plant North', 1, 1), 'Plant North.zip');
    assert.equal(archiveName('Plant: North', 2, 3), 'Plant%3A North_2.zip');
  });

  it('never lead out of the archive, and hold nothing that Windows refuses', () => {
    fc.assert(
      fc.property(nasty, (text) => {
        const made = fileName(text);
        assert.doesNotMatch(made, /[<>:"/\\|?*]|[. ]$/);
        assert.notEqual(made, '');
      }),
    );
  });

  it('stay told apart', () => {
    fc.assert(
      fc.property(nasty, nasty, (one, other) => {
        assert.equal(fileName(one) === fileName(other), one === other);
      }),
    );
  });

  it('number files of one device that came in the same millisecond', () => {
    const pathOf = createPaths('Plant');
    const file = { connection: 'Osaka', thing_name: 'press:1', received_at: new Date(1_700_000_000_123) };
    assert.equal(pathOf(file), 'Plant/Osaka/press%3A1/1700000000123.json');
    assert.equal(pathOf(file), 'Plant/Osaka/press%3A1/1700000000123-2.json');
    assert.equal(pathOf({ ...file, thing_name: 'press:2' }), 'Plant/Osaka/press%3A2/1700000000123.json');
  });
});
