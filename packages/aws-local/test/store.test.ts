import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import fc from 'fast-check';
import type { Logger, Store } from '../src/stand-in.ts';
import { openStore } from '../src/state/store.ts';

const warnings: object[] = [];
const log: Logger = { debug() {}, info() {}, warn: (fields) => warnings.push(fields), error() {} };
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'aws-local-store-'));
  warnings.length = 0;
});
afterEach(() => rmSync(folder, { recursive: true }));

const logFile = () => join(folder, readdirSync(folder).find((name) => name.startsWith('log-')) ?? '');
const contents = (store: Store) => store.table('t').entries();

describe('the store', () => {
  it('gives back after a restart what was set and not deleted', async () => {
    const first = openStore({ folder, log });
    first.table('t').set('a', { n: 1 });
    first.table('t').set('b', 2);
    first.table('u').set('a', 'other table');
    first.table('t').delete('b');
    await first.close();
    const second = openStore({ folder, log });
    assert.deepEqual(contents(second), [['a', { n: 1 }]]);
    assert.equal(second.table('u').get('a'), 'other table');
    await second.close();
  });

  it('lists by prefix, in the order of the keys', async () => {
    const table = openStore({ log }).table<number>('t');
    for (const key of ['a/2', 'b/1', 'a/10', 'a/1', 'ab']) table.set(key, 0);
    assert.deepEqual(
      table.entries('a/').map(([key]) => key),
      ['a/1', 'a/10', 'a/2'],
    );
    table.delete('a/10');
    table.set('a/3', 0);
    assert.deepEqual(
      table.entries('a/').map(([key]) => key),
      ['a/1', 'a/2', 'a/3'],
    );
    assert.deepEqual(table.entries('c'), []);
  });

  it('drops an unfinished last line, says so, and carries on behind it', async () => {
    const first = openStore({ folder, log });
    first.table('t').set('kept', 1);
    await first.close();
    appendFileSync(logFile(), '[["t","torn",');
    const second = openStore({ folder, log });
    assert.deepEqual(contents(second), [['kept', 1]]);
    assert.equal(warnings.length, 1);
    second.table('t').set('later', 2);
    await second.close();
    const third = openStore({ folder, log });
    assert.deepEqual(contents(third), [
      ['kept', 1],
      ['later', 2],
    ]);
    await third.close();
  });

  it('refuses a log that is damaged in the middle, instead of losing what follows', async () => {
    const first = openStore({ folder, log });
    first.table('t').set('a', 1);
    await first.flush();
    first.table('t').set('b', 2);
    await first.close();
    const [, ...rest] = readFileSync(logFile(), 'utf8').split('\n');
    writeFileSync(logFile(), ['damage', ...rest].join('\n'));
    assert.throws(() => openStore({ folder, log }), /is damaged at line 1/);
  });

  it('keeps a second store out of the folder, and lets it in afterwards', async () => {
    const first = openStore({ folder, log });
    assert.throws(() => openStore({ folder, log }), /in use by another process/);
    await first.close();
    await openStore({ folder, log }).close();
  });

  it('writes files that only their owner can read', async () => {
    const store = openStore({ folder, log, snapshotAfterBytes: 10 });
    store.table('t').set('secret', 'x'.repeat(20));
    await store.flush();
    for (const name of readdirSync(folder).filter((one) => one.endsWith('.jsonl'))) {
      assert.equal(statSync(join(folder, name)).mode & 0o777, 0o600, name);
    }
    await store.close();
  });

  it('keeps the changes of one turn together: a crash leaves all of them or none', async () => {
    const store = openStore({ folder, log });
    store.table('t').set('a', 1);
    store.table('t').set('b', 2);
    await store.flush();
    assert.equal(readFileSync(logFile(), 'utf8').trimEnd().split('\n').length, 1);
    await store.close();
  });

  it('folds a long log into a snapshot without changing what it holds', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c', 'd'), fc.option(fc.string({ maxLength: 20 }))), {
          maxLength: 60,
        }),
        fc.integer({ min: 1, max: 300 }),
        async (changes, snapshotAfterBytes) => {
          const place = mkdtempSync(join(tmpdir(), 'aws-local-snapshot-'));
          const model = new Map<string, string>();
          let store = openStore({ folder: place, log, snapshotAfterBytes });
          for (const [index, [key, value]] of changes.entries()) {
            if (value === null) store.table('t').delete(key);
            else store.table('t').set(key, value);
            if (value === null) model.delete(key);
            else model.set(key, value);
            await store.flush();
            if (index % 20 === 19) {
              await store.close();
              store = openStore({ folder: place, log, snapshotAfterBytes });
            }
          }
          await store.close();
          store = openStore({ folder: place, log });
          assert.deepEqual(store.table('t').entries(), [...model].sort());
          await store.close();
          rmSync(place, { recursive: true });
        },
      ),
      { numRuns: 30 },
    );
  });
});
