import type { Clock } from '@thingdock/effects';
import type { ConnectionRef } from '../connections/index.ts';
import { createBatches } from '../platform/batches.ts';
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

type Arrival = { connection: Pick<ConnectionRef, 'id' | 'projectId'>; push: StatusPush };

/** More rows in a statement gain nothing, and those that wait would wait for longer. */
const LARGEST = 500;
/** So many batches at most are on their way at once, each but the first of at least so many messages. */
const LANES = 3;
const WORTH_A_LANE = 64;

/** The reducer takes repeated and reordered messages, so no message needs to be remembered. */
export function createIngest({ database, clock }: Deps): Ingest {
  async function store(arrivals: readonly Arrival[]): Promise<StatusOutcome[]> {
    const now = clock.now();
    const items = arrivals.map((arrival) => ({ arrival, ...statusWork(arrival.connection, arrival.push, now) }));
    const works = items.map(({ work }) => work);
    const turned = await database.transaction((tx) => changeDevices(tx, works, now));
    const changed = new Set(turned.map(({ row }) => `${row.connection_id}/${row.thing_name}`));
    return items.map(({ arrival, outcome }) => outcome(changed.has(keyOf(arrival))));
  }

  const batches = createBatches({
    ...{ key: keyOf, store },
    ...{ largest: LARGEST, lanes: LANES, worthALane: WORTH_A_LANE },
  });
  return { take: (connection, push) => batches.take({ connection, push }) };
}

const keyOf = ({ connection, push }: Arrival): string => `${connection.id}/${push.thingName}`;
