import { Fault, fieldFault } from '@thingdock/api';
import type { Database, Executor } from '../../platform/db/index.ts';
import { deleteReplaced } from '../failed/store.ts';
import { announceConnection } from '../run.ts';
import { getByPlace, insertConnection, type StoredConnection } from '../store.ts';
import type { ConnectionRow, Place } from '../tables.ts';

/** Tells whether the caller may see a project, and so may be told about what is in it. */
export type SeesProject = (projectId: string) => Promise<boolean>;

/** Refuses a place that has a connection, before more is asked of AWS. The database refuses once more when it is written. */
export async function refuseTaken(database: Database, place: Place, sees: SeesProject): Promise<void> {
  const other = await getByPlace(database.root, place);
  if (other) throw await taken(other, sees);
}

type Reservation = { row: ConnectionRow; place: Place; sees: SeesProject };

/**
 * The row that holds account and region for this attempt; `beside` is written in the same transaction. A failed attempt at
 * the same is shown no longer.
 */
export async function reserve<T>(
  database: Database,
  { row, place, sees }: Reservation,
  beside: (tx: Executor) => Promise<T>,
): Promise<T> {
  const outcome = await database.transaction(async (tx) => {
    if (!(await insertConnection(tx, row))) return { booked: false, other: await getByPlace(tx, place) } as const;
    await deleteReplaced(tx, { projectId: row.project_id, place, name: row.name });
    await announceConnection(tx, row);
    return { booked: true, value: await beside(tx) } as const;
  });
  if (outcome.booked) return outcome.value;
  if (outcome.other) throw await taken(outcome.other, sees);
  throw fieldFault('name', 'connection_name_taken', { name: row.name });
}

async function taken(other: StoredConnection, sees: SeesProject): Promise<Fault> {
  const details = { accountId: other.account_id, region: other.region };
  if (other.state !== 'active') return new Fault('connection_in_progress', { details });
  const owner = (await sees(other.project_id)) ? `"${other.name}"` : 'another project';
  return new Fault('connection_duplicate', { details: { ...details, owner } });
}
