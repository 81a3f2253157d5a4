import type { Finding, HealthState } from '@thingdock/api';
import { type Executor, jsonb } from '../../platform/db/index.ts';
import type { Blindness, ConnectionTables } from '../tables.ts';

const tables = (executor: Executor) => executor.withTables<ConnectionTables>();

export type HealthChange = {
  /** Absent: what was known stays. */
  state?: HealthState;
  since?: Date;
  findings: readonly Finding[];
  checkedAt: Date;
  /** Set when devices cannot be told about any more; taken back by `see`, once they have been looked at anew. */
  blind?: Blindness;
  probeLatencyMs?: number;
};

export async function saveHealth(tx: Executor, id: string, change: HealthChange): Promise<void> {
  const { state, since, findings, checkedAt, blind, probeLatencyMs } = change;
  await tables(tx)
    .updateTable('connections')
    .set({
      findings: jsonb([...findings]),
      health_checked_at: checkedAt,
      ...(state ? { health: state } : {}),
      ...(since ? { health_since: since } : {}),
      ...(blind ? { blind } : {}),
      ...(probeLatencyMs === undefined ? {} : { probe_latency_ms: probeLatencyMs }),
    })
    .where('id', '=', id)
    .execute();
}

/** Status can be believed again. `false` when it could be all along, or the connection is broken anew. */
export async function see(tx: Executor, id: string): Promise<boolean> {
  const changed = await tables(tx)
    .updateTable('connections')
    .set({ blind: null })
    .where('id', '=', id)
    .where('blind', 'is not', null)
    .where('health', '<>', 'broken')
    .returning('id')
    .executeTakeFirst();
  return changed !== undefined;
}
