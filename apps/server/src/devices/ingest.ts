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
  connection: Pick<ConnectionRef, 'id' | 'projectId'>;
  push: StatusPush;
  resolve(outcome: StatusOutcome): void;
  reject(error: unknown): void;
};

/** More rows in a statement gain nothing, and those that wait would wait for longer. */
const LARGEST = 500;

/**
 * While a batch is on its way to the database, what arrives waits and makes the next one. So batches are as large as the load,
 * and a message that comes alone waits for nobody. The reducer takes repeated and reordered messages, so no message needs to
 * be remembered.
 */
export function createIngest({ database, clock }: Deps): Ingest {
  const waiting: Waiting[] = [];
  let flushing = false;

  async function flush(): Promise<void> {
    flushing = true;
    while (waiting.length > 0) {
      const batch = waiting.splice(0, LARGEST);
      await store(batch).catch(() => Promise.all(batch.map((one) => store([one]).catch(one.reject))));
    }
    flushing = false;
  }

  async function store(batch: readonly Waiting[]): Promise<void> {
    const now = clock.now();
    const items = batch.map((one) => ({ one, ...statusWork(one.connection, one.push, now) }));
    const works = items.map(({ work }) => work);
    const turned = await database.transaction((tx) => changeDevices(tx, works, now));
    const changed = new Set(turned.map(({ row }) => `${row.connection_id}/${row.thing_name}`));
    for (const { one, outcome } of items)
      one.resolve(outcome(changed.has(`${one.connection.id}/${one.push.thingName}`)));
  }

  return {
    take: (connection, push) =>
      new Promise((resolve, reject) => {
        waiting.push({ connection, push, resolve, reject });
        // After this turn of the event loop, so that what arrived together is stored together.
        if (!flushing) {
          flushing = true;
          setImmediate(() => void flush());
        }
      }),
  };
}
