import { type ConnectionKey, Fault } from '@thingdock/api';
import type { Tasks } from '../../platform/tasks.ts';
import { inspectChange } from '../checks/change.ts';
import type { Context } from '../context.ts';
import { describeOperation } from '../operations/describe.ts';
import { runRotate } from '../rotate/run-rotate.ts';
import { startRotate } from '../rotate/start.ts';
import { getConnection } from '../store.ts';
import type { ConnectionKeyRow } from '../tables.ts';
import type { Connections } from '../types.ts';
import { listKeys } from './store.ts';

type KeyRoutes = Pick<Connections['routes'], 'connections.rotate' | 'connections.inspectChange' | 'connections.keys'>;

export function keyRoutes(deps: Context & { tasks: Tasks }): KeyRoutes {
  return {
    async 'connections.rotate'({ params, body: typed, caller }) {
      const connection = await getConnection(deps.database.root, params.connectionId);
      if (!connection) throw new Fault('not_found', { details: { what: 'connection' } });
      const subject = await startRotate(deps, connection, { typed, by: caller.user?.email });
      deps.tasks.start('connection.rotate', (signal) => runRotate(deps, subject, signal));
      return { operation: describeOperation(subject.operation) };
    },
    async 'connections.inspectChange'({ params, body: typed }) {
      const connection = await getConnection(deps.database.root, params.connectionId);
      if (!connection) throw new Fault('not_found', { details: { what: 'connection' } });
      return inspectChange(deps, connection, typed);
    },
    async 'connections.keys'({ params }) {
      return { items: (await listKeys(deps.database.root, params.connectionId)).map(describeKey) };
    },
  };
}

const describeKey = (row: ConnectionKeyRow): ConnectionKey => ({
  accessKeyIdEnding: row.access_key_ending,
  userArn: row.user_arn,
  usedFrom: row.used_from.toISOString(),
  usedUntil: row.used_until?.toISOString() ?? null,
  by: row.brought_by,
});
