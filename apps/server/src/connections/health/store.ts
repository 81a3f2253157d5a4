import type { Finding, HealthState } from '@thingdock/api';
import { sql } from 'kysely';
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

/**
 * Writes down since when, or until when, the status of a connection's devices cannot be told, going by what is stored of it:
 * timelines are drawn by that. To be called whenever its role or its blindness changed.
 */
export async function noteBlindness(tx: Executor, id: string, now: Date): Promise<void> {
  const why = sql`(select case when role_arn is null then 'no_role' else blind end from connections where id = ${id})`;
  await sql`update connection_blind_periods set to_at = greatest(${now}, from_at)
    where connection_id = ${id} and to_at is null and reason is distinct from ${why}`.execute(tx);
  await sql`insert into connection_blind_periods (connection_id, from_at, reason)
    select ${id}, ${now}, w.reason from (select ${why} as reason) as w
    where w.reason is not null
      and not exists (select from connection_blind_periods where connection_id = ${id} and to_at is null)
    on conflict (connection_id, from_at) do update set to_at = null, reason = excluded.reason`.execute(tx);
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
