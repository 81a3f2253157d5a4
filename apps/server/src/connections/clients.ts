import { Fault } from '@thingdock/api';
import type { Aws } from '../aws/index.ts';
import { createBatches } from '../platform/batches.ts';
import { type Context, connectStored } from './context.ts';
import { listConnections, type StoredConnection } from './store.ts';

/** `key`: sealed, as it was when the clients were made. */
type Made = { aws: Aws; key: string };

/**
 * Clients of active connections, made once each. State and key are looked up every time, since another server process may
 * have deleted the connection or rotated its key; whoever asks at the same moment shares the look.
 */
export function createClients(context: Context) {
  const clients = new Map<string, Made>();
  /** Work may still be under way with them, so they are closed only in the end. */
  const outdated: Aws[] = [];
  const looks = createBatches({
    key: (id: string) => id,
    async store(ids) {
      const rows = new Map((await listConnections(context.database.root, ids)).map((row) => [row.id, row]));
      return ids.map((id) => rows.get(id));
    },
    ...{ largest: 1_000, lanes: 4, worthALane: 1 },
  });
  const forget = (id: string) => {
    clients.get(id)?.aws.close();
    clients.delete(id);
  };

  function make(row: StoredConnection): Aws {
    const onKeyRefused = () => context.bus.emit('connection.doubted', { connectionId: row.id });
    const aws = connectStored(context, row, { onKeyRefused });
    clients.set(row.id, { aws, key: row.secret_access_key });
    return aws;
  }

  return {
    /** Throws `connection_not_active`. */
    async of(id: string): Promise<Aws> {
      const row = await looks.take(id);
      if (row?.state !== 'active') {
        forget(id);
        throw new Fault('connection_not_active', { details: { state: row?.state ?? 'gone' } });
      }
      const known = clients.get(id);
      if (known?.key === row.secret_access_key) return known.aws;
      if (known) outdated.push(known.aws);
      return make(row);
    },
    forget,
    close() {
      for (const id of [...clients.keys()]) forget(id);
      for (const aws of outdated.splice(0)) aws.close();
    },
  };
}
