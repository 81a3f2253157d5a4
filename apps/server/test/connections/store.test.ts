import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { keepFailed } from '../../src/connections/failed/failed.ts';
import { deleteFailedBefore, deleteReplaced, getFailed, listFailed } from '../../src/connections/failed/store.ts';
import { forgetSettled, listClaims, listObjects, putObject } from '../../src/connections/journal/store.ts';
import {
  changeOperation,
  claimAbandoned,
  insertOperation,
  lockLeased,
  releaseLease,
  renewLease,
} from '../../src/connections/operations/store.ts';
import {
  deleteConnection,
  ensureWireId,
  getByPlace,
  insertConnection,
  listOfProject,
  renameConnection,
} from '../../src/connections/store.ts';
import type { ConnectionRow, ObjectRow, OperationRow, Place } from '../../src/connections/tables.ts';
import type { Database } from '../../src/platform/db/index.ts';
import { eachDatabase } from '../each-database.ts';
import { insertProject, PROJECT } from './small-server.ts';

const NOW = new Date('2026-01-01T00:00:00Z');
const later = (seconds: number) => new Date(NOW.getTime() + seconds * 1_000);
const place = (region: string) => ({ partition: 'aws', accountId: '123456789012', region });

const connection = (id: string, region: string, change: Partial<ConnectionRow> = {}): ConnectionRow => ({
  id,
  project_id: PROJECT,
  name: id,
  state: 'active',
  partition: 'aws',
  account_id: '123456789012',
  region,
  endpoint: 'e',
  role_arn: 'r',
  user_arn: 'u',
  access_key_id: 'k',
  secret_access_key: 's',
  probe_latency_ms: null,
  key_changed_at: NOW,
  presence: false,
  health: 'unknown',
  health_since: null,
  health_checked_at: null,
  findings: [],
  blind: null,
  created_at: NOW,
  updated_at: NOW,
  ...change,
});

const operation = (id: string, leaseUntil: Date): OperationRow => ({
  id,
  kind: 'connection.create',
  project_id: PROJECT,
  connection_id: `c-${id}`,
  state: 'running',
  steps: [],
  error: null,
  input: null,
  left_behind: [],
  lease_owner: 'first',
  lease_until: leaseUntil,
  created_at: NOW,
  updated_at: NOW,
});

eachDatabase((_name, open) => {
  let database: Database;
  let close: () => Promise<void>;
  before(async () => {
    ({ database, close } = await open());
    await insertProject(database);
  });
  after(() => close());

  const insert = (row: ConnectionRow) =>
    database.transaction(async (tx) => {
      const done = await insertConnection(tx, row);
      if (done) await ensureWireId(tx, place(row.region), `wire-${row.id}`, NOW);
      return done;
    });

  describe('connections', () => {
    test('S80 take an account and region only once, and a name only once in a project', async () => {
      assert.equal(await insert(connection('one', 'r-1')), true);
      assert.equal(await insert(connection('two', 'r-1')), false);
      assert.equal(await insert(connection('three', 'r-2', { name: 'ONE' })), false);
      assert.equal(await insert(connection('three', 'r-2')), true);
      assert.equal(await database.transaction((tx) => renameConnection(tx, 'three', 'One', NOW)), false);
      assert.equal(await database.transaction((tx) => renameConnection(tx, 'three', 'Three', NOW)), true);
    });

    test('are listed while somebody creates them, and neither when he went silent nor while they are taken back', async () => {
      await insert(connection('attempt', 'r-3', { state: 'creating' }));
      await database.transaction((tx) =>
        insertOperation(tx, { ...operation('creating', later(10)), connection_id: 'attempt' }),
      );
      const names = async (at: Date) => (await listOfProject(database.root, PROJECT, at)).map((row) => row.name);
      assert.deepEqual(await names(later(9)), ['attempt', 'one', 'Three']);
      assert.deepEqual(await names(later(11)), ['one', 'Three']);
      const error = { code: 'probe_timed_out', detail: 'silent', errors: [] };
      await database.transaction((tx) => changeOperation(tx, 'creating', 'first', { error }, NOW));
      assert.deepEqual(await names(later(9)), ['one', 'Three']);
      await database.transaction((tx) => changeOperation(tx, 'creating', 'first', { state: 'failed' }, NOW));
    });

    test('that could not be made are shown for a while, until they are dismissed or tried again', async () => {
      const row = { ...connection('attempt', 'r-3'), wire_id: 'w' };
      const error = { code: 'probe_timed_out', detail: 'silent', errors: [] };
      const keep = (id: string, name: string) =>
        database.transaction((tx) => keepFailed(tx, { ...row, id, name }, error, later(0)));
      const names = async (since: Date) => (await listFailed(database.root, PROJECT, since)).map(({ name }) => name);
      const retry = (place: Place, name: string) =>
        database.transaction((tx) => deleteReplaced(tx, { projectId: PROJECT, place, name }));
      await keep('f1', 'First');
      await keep('f1', 'First again');
      assert.deepEqual(await names(later(-1)), ['First']);
      assert.deepEqual(await names(later(0)), []);
      await retry(place('r-9'), 'another');
      assert.deepEqual(await names(later(-1)), ['First']);
      await retry(place('r-3'), 'another');
      assert.deepEqual(await names(later(-1)), []);
      await keep('f2', 'Second');
      await retry(place('r-9'), 'SECOND');
      assert.deepEqual(await names(later(-1)), []);
      await keep('f3', 'Third');
      assert.equal((await getFailed(database.root, 'f3', later(-1)))?.error.code, 'probe_timed_out');
      await deleteFailedBefore(database.root, later(0));
      assert.equal(await getFailed(database.root, 'f3', later(-1)), undefined);
    });

    test('leave their id on the wire to the next one of the place', async () => {
      await database.transaction((tx) => deleteConnection(tx, 'one'));
      await insert(connection('next', 'r-1'));
      assert.equal((await getByPlace(database.root, place('r-1')))?.wire_id, 'wire-one');
      assert.equal((await getByPlace(database.root, place('r-2')))?.wire_id, 'wire-three');
    });
  });

  describe('operations', () => {
    test('belong to whoever holds the lease, until it ends', async () => {
      await database.transaction((tx) => insertOperation(tx, operation('a', later(10))));
      const claim = (owner: string, now: Date) =>
        database.transaction((tx) => claimAbandoned(tx, { owner, until: new Date(now.getTime() + 10_000) }, now));
      assert.equal(await claim('second', later(9)), undefined);
      assert.equal(await renewLease(database.root, 'a', { owner: 'first', until: later(20) }), true);
      assert.equal(await claim('second', later(11)), undefined);
      assert.equal((await claim('second', later(20)))?.id, 'a');
      assert.equal(await renewLease(database.root, 'a', { owner: 'first', until: later(40) }), false);
      await database.transaction(async (tx) => {
        assert.equal(await lockLeased(tx, 'a', 'first'), false);
        assert.equal(await lockLeased(tx, 'a', 'second'), true);
        assert.equal(await changeOperation(tx, 'a', 'first', { state: 'succeeded' }, NOW), false);
      });
      await releaseLease(database.root, 'a', 'second', later(21));
      assert.equal((await claim('third', later(21)))?.id, 'a');
      await database.transaction((tx) => changeOperation(tx, 'a', 'third', { state: 'failed' }, NOW));
      assert.equal(await claim('fourth', later(1_000)), undefined);
    });

    test('that are abandoned go to one of several who look at once', async () => {
      for (const id of ['x', 'y', 'z']) await database.transaction((tx) => insertOperation(tx, operation(id, NOW)));
      const claims = await Promise.all(
        Array.from({ length: 6 }, (_, n) =>
          database.transaction((tx) => claimAbandoned(tx, { owner: `o${n}`, until: later(60) }, later(1))),
        ),
      );
      const ids = claims.flatMap((claim) => (claim ? [claim.id] : []));
      assert.equal(new Set(ids).size, ids.length, 'one was given out twice');
    });
  });

  describe('the journal', () => {
    const object = (name: string, change: Partial<ObjectRow> = {}): ObjectRow => ({
      id: `${name}-${Math.abs(change.updated_at?.getTime() ?? 0)}`,
      ...{ partition: 'aws', account_id: '123456789012', region: 'r-1', connection_id: 'gone' },
      kind: 'topic',
      name,
      arn: null,
      existed_before: false,
      state: 'intended',
      before: null,
      created_at: NOW,
      updated_at: NOW,
      ...change,
    });
    const put = (row: ObjectRow) => database.transaction((tx) => putObject(tx, row));

    test('keeps one line for each object, in the order of the first touch, and an ARN once known', async () => {
      await put(object('first'));
      await put(object('second', { arn: 'arn-2', state: 'present' }));
      await put(object('first', { arn: 'arn-1', state: 'present', updated_at: later(1) }));
      await put(object('first', { state: 'present', updated_at: later(2) }));
      const rows = await listObjects(database.root, 'gone');
      assert.deepEqual(
        rows.map(({ name, arn, state }) => [name, arn, state]),
        [
          ['first', 'arn-1', 'present'],
          ['second', 'arn-2', 'present'],
        ],
      );
    });

    test('forgets what is settled and remembers what could not be removed', async () => {
      await put(object('second', { state: 'removed', updated_at: later(3) }));
      await put(object('adopted', { existed_before: true, state: 'present' }));
      await database.transaction((tx) => forgetSettled(tx, 'gone'));
      assert.deepEqual(await listClaims(database.root, place('r-1')), [
        { kind: 'topic', name: 'first', state: 'present' },
      ]);
      assert.deepEqual(await listClaims(database.root, place('r-2')), []);
    });
  });
});
