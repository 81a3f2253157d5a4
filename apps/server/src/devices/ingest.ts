import type { Clock } from '@thingdock/effects';
import type { ConnectionRef } from '../connections/index.ts';
import type { Database } from '../platform/db/index.ts';
import { type StatusOutcome, statusWork } from './apply.ts';
import { changeDevices } from './change.ts';
import type { StatusPush } from './observe.ts';

type Deps = { database: Database; clock: Clock };

/** Takes in messages of the status rule, many at once. */
export type Ingest = {
  /** Resolves once what the message says is committed. Rejects when it has to come again. */
  take(connection: Pick<ConnectionRef, 'id' | 'projectId'>, push: StatusPush): Promise<StatusOutcome>;
};

type Waiting = {
  /** Of the device. */
  key: string;
  connection: Pick<ConnectionRef, 'id' | 'projectId'>;
  push: StatusPush;
  resolve(outcome: StatusOutcome): void;
  reject(error: unknown): void;
};

/** More rows in a statement gain nothing, and those that wait would wait for longer. */
const LARGEST = 500;
/** So many batches at most are on their way at once, each but the first of at least so many messages. */
const LANES = 3;
const WORTH_A_LANE = 64;

/**
 * While a batch is on its way to the database, what arrives waits and makes the next one. So batches are as large as the load,
 * and a message that comes alone waits for nobody. Batches that are on their way together never hold the same device, since
 * one would wait for the other. The reducer takes repeated and reordered messages, so no message needs to be remembered.
 */
export function createIngest({ database, clock }: Deps): Ingest {
  let waiting: Waiting[] = [];
  const underWay = new Set<string>();
  let lanes = 0;
  let scheduled = false;

  function launch(): void {
    scheduled = false;
    while (lanes < LANES && waiting.length >= (lanes === 0 ? 1 : WORTH_A_LANE)) {
      const batch = nextBatch();
      if (batch.length === 0) return;
      lanes += 1;
      void deliver(batch);
    }
  }

  function nextBatch(): Waiting[] {
    const batch: Waiting[] = [];
    const rest: Waiting[] = [];
    for (const one of waiting) (batch.length < LARGEST && !underWay.has(one.key) ? batch : rest).push(one);
    waiting = rest;
    for (const { key } of batch) underWay.add(key);
    return batch;
  }

  async function deliver(batch: readonly Waiting[]): Promise<void> {
    await store(batch).catch(() => Promise.all(batch.map((one) => store([one]).catch(one.reject))));
    for (const { key } of batch) underWay.delete(key);
    lanes -= 1;
    launch();
  }

  async function store(batch: readonly Waiting[]): Promise<void> {
    const now = clock.now();
    const items = batch.map((one) => ({ one, ...statusWork(one.connection, one.push, now) }));
    const works = items.map(({ work }) => work);
    const turned = await database.transaction((tx) => changeDevices(tx, works, now));
    const changed = new Set(turned.map(({ row }) => `${row.connection_id}/${row.thing_name}`));
    for (const { one, outcome } of items) one.resolve(outcome(changed.has(one.key)));
  }

  return {
    take: (connection, push) =>
      new Promise((resolve, reject) => {
        waiting.push({ key: `${connection.id}/${push.thingName}`, connection, push, resolve, reject });
        // After this turn of the event loop, so that what arrived together is stored together.
        if (!scheduled) setImmediate(launch);
        scheduled = true;
      }),
  };
}
