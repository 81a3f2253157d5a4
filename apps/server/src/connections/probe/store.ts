import type { Executor } from '../../platform/db/index.ts';
import type { ConnectionTables } from '../tables.ts';

export type Probe = ConnectionTables['connection_probes'];

const tables = (executor: Executor) => executor.withTables<ConnectionTables>();

export async function insertProbes(tx: Executor, probes: readonly Probe[]): Promise<void> {
  await tables(tx).insertInto('connection_probes').values(probes).execute();
}

/** Notes the first arrival of a test message. `false` when none of the connection has this nonce, or it came before. */
export async function noteArrival(tx: Executor, connectionId: string, nonce: string, at: Date): Promise<boolean> {
  const noted = await tables(tx)
    .updateTable('connection_probes')
    .set({ arrived_at: at })
    .where('nonce', '=', nonce)
    .where('connection_id', '=', connectionId)
    .where('arrived_at', 'is', null)
    .returning('nonce')
    .executeTakeFirst();
  return noted !== undefined;
}

/** Those sent since `since`: an earlier test proves nothing. */
export function listArrived(executor: Executor, connectionId: string, since: Date): Promise<Probe[]> {
  return tables(executor)
    .selectFrom('connection_probes')
    .selectAll()
    .where('connection_id', '=', connectionId)
    .where('arrived_at', 'is not', null)
    .where('sent_at', '>=', since)
    .execute();
}

export async function deleteProbes(tx: Executor, connectionId: string): Promise<void> {
  await tables(tx).deleteFrom('connection_probes').where('connection_id', '=', connectionId).execute();
}
