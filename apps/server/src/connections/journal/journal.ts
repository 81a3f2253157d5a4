import type { Clock, Ids } from '@thingdock/effects';
import type { Database } from '../../platform/db/index.ts';
import type { Progress } from '../operations/progress.ts';
import type { Before } from '../plan/before.ts';
import type { ObjectKind, ObjectRow, Place } from '../tables.ts';
import { putObject, setObjectState } from './store.ts';

export type JournalObject = { kind: ObjectKind; name: string };

/**
 * Writes down what an attempt is about to do in AWS before it does it, so that whoever comes after a crash knows what to
 * take back. Every line is written only while this process holds the operation.
 */
export type Journal = {
  /** Notes the intent, makes the object, notes that it is there. `make` may answer an ARN, which is noted too. */
  making<T>(object: JournalObject, make: () => Promise<T>): Promise<T>;
  /** Notes an object that is there already: `ours` from an earlier attempt, or somebody else's that we only use. */
  found(object: JournalObject, whose: 'ours' | 'foreign'): Promise<void>;
  /** Notes how somebody else's object is before `change` makes it ours, so that it can be put back. */
  takingOver(object: JournalObject, before: Before, change: () => Promise<void>): Promise<void>;
  removed(object: JournalObject): Promise<void>;
};

type Deps = { database: Database; clock: Clock; ids: Ids; progress: Pick<Progress, 'guard'> };
type Change = Pick<ObjectRow, 'existed_before' | 'state' | 'arn'> & { before?: Before };
type Subject = { connectionId: string; place: Place };

export function createJournal({ database, clock, ids, progress }: Deps, { connectionId, place }: Subject): Journal {
  const { partition, accountId: account_id, region } = place;

  function write({ kind, name }: JournalObject, change: Change): Promise<void> {
    const now = new Date(clock.now());
    return database.transaction(async (tx) => {
      await progress.guard(tx);
      await putObject(tx, {
        id: ids.uuid(),
        connection_id: connectionId,
        ...{ partition, account_id, region },
        ...{ kind, name },
        ...change,
        before: change.before ?? null,
        created_at: now,
        updated_at: now,
      });
    });
  }

  return {
    async making(object, make) {
      await write(object, { existed_before: false, state: 'intended', arn: null });
      const made = await make();
      await write(object, { existed_before: false, state: 'present', arn: typeof made === 'string' ? made : null });
      return made;
    },
    found: (object, whose) => write(object, { existed_before: whose === 'foreign', state: 'present', arn: null }),
    async takingOver(object, before, change) {
      await write(object, { existed_before: false, state: 'intended', arn: null, before });
      await change();
      await write(object, { existed_before: false, state: 'present', arn: null });
    },
    removed: ({ kind, name }) =>
      database.transaction(async (tx) => {
        await progress.guard(tx);
        await setObjectState(tx, { connection_id: connectionId, kind, name }, 'removed', new Date(clock.now()));
      }),
  };
}
