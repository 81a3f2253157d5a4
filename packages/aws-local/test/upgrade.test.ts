import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { identityTables } from '../src/identity/records.ts';
import { upgradeIdentity } from '../src/identity/upgrade.ts';
import { openStore } from '../src/state/store.ts';

const SILENT = { debug() {}, info() {}, warn() {}, error() {} };

describe('a data folder of an earlier release', () => {
  it('keeps its account, and its policies as their first version', () => {
    const store = openStore({ log: SILENT });
    const base = {
      arn: 'arn:aws:iam::111111111111:policy/p',
      name: 'p',
      path: '/',
      id: 'ANPA1',
      description: '',
      createdAt: 5,
    };
    store.table<object>('iam.policies').set('111111111111/p', { ...base, document: '{}' });
    const tables = identityTables(store);
    const stored = { accountId: '111111111111', rootKeyId: 'AKIA1' };
    // The second time there is nothing left to do.
    for (let times = 0; times < 2; times += 1) {
      upgradeIdentity(tables, stored);
      assert.deepEqual(tables.policies.get('111111111111/p'), {
        ...base,
        updatedAt: 5,
        versions: [{ id: 'v1', document: '{}', createdAt: 5 }],
        defaultVersionId: 'v1',
        versionsMade: 1,
      });
      assert.equal(tables.accounts.get('111111111111')?.rootKeyId, 'AKIA1');
    }
  });
});
