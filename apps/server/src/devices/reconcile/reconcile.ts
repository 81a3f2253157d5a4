import { isAwsFailure } from '../../aws/index.ts';
import type { ConnectionRef, Connections } from '../../connections/index.ts';
import type { Config } from '../../platform/config.ts';
import type { Counters } from '../../platform/counters.ts';
import type { Logger } from '../../platform/logger.ts';
import { type ReadDeps, readShadows } from '../read-shadows.ts';
import { isQuiet, portionOf } from './pace.ts';
import { countPresent, devicesBehind, readPass, savePass } from './store.ts';

export type ReconcileDeps = ReadDeps & {
  log: Logger;
  counters: Pick<Counters, 'add'>;
  config: Pick<Config, 'reconcileSeconds'>;
  connections: Pick<Connections, 'active' | 'aws'>;
};

export const TICK_SECONDS = 5;
const READS_AT_ONCE = 4;

/**
 * Reads the next shadows of every connection, so that a message that was lost heals by itself. It goes through the devices by
 * name, round and round, and passes over those that speak: what their next message says is newer than what could be read.
 */
export async function reconcile(deps: ReconcileDeps): Promise<void> {
  const active = await deps.connections.active();
  // With a key that is refused, every read would be another failure.
  const readable = active.filter(({ blind }) => blind !== 'credentials_invalid');
  await Promise.all(
    readable.map((connection) =>
      reconcileSome(deps, connection).catch((error: unknown) => {
        if (!isAwsFailure(error)) throw error;
        deps.log.warn(
          { event: 'devices.reconcile_failed', connection: connection.id, err: error },
          'could not read shadows',
        );
      }),
    ),
  );
}

async function reconcileSome(deps: ReconcileDeps, connection: ConnectionRef): Promise<void> {
  const { root } = deps.database;
  const period = deps.config.reconcileSeconds;
  const limit = portionOf(await countPresent(root, connection.id), { tick: TICK_SECONDS, period });
  if (limit === 0) return;
  const now = new Date(deps.clock.now());
  const pass = (await readPass(root, connection.id)) ?? { after_name: '', began_at: now };
  const next = await devicesBehind(root, connection.id, { after: pass.after_name, limit });
  const quiet = next.filter(({ observed_at: heard }) => isQuiet(heard, now, period));
  const names = quiet.map(({ thing_name: name }) => name);
  const aws = await deps.connections.aws(connection.id);
  await readShadows(deps, aws, connection, { names, atOnce: READS_AT_ONCE });
  deps.counters.add('devices.reconciled', names.length);
  const last = next.at(-1);
  if (last !== undefined && next.length === limit)
    return savePass(root, connection.id, { ...pass, after_name: last.thing_name });
  const lastSeconds = Math.round((now.getTime() - pass.began_at.getTime()) / 1_000);
  return savePass(root, connection.id, { after_name: '', began_at: now, lastSeconds });
}
