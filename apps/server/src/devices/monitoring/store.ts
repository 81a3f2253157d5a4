import { sql } from 'kysely';
import type { Executor } from '../../platform/db/index.ts';

/** Whether the monitoring of a device is on, by its own word. */
export type MonitoringWord = { thingName: string; on: boolean };

/** Keeps what devices say of their monitoring. Returns those of which it was not known. */
export async function saveReported(
  tx: Executor,
  connectionId: string,
  words: readonly MonitoringWord[],
): Promise<string[]> {
  if (words.length === 0) return [];
  const names = words.map(({ thingName }) => thingName);
  const switches = words.map(({ on }) => on);
  const { rows } = await sql<{ thing_name: string }>`update devices d set monitoring_reported = w.is_on
    from unnest(${names}::text[], ${switches}::boolean[]) as w (thing_name, is_on)
    where d.connection_id = ${connectionId} and d.thing_name = w.thing_name
      and d.monitoring_reported is distinct from w.is_on returning d.thing_name`.execute(tx);
  return rows.map((row) => row.thing_name);
}
