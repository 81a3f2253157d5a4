import { Fault } from '@thingdock/api';
import type { Tasks } from '../../platform/tasks.ts';
import type { Context } from '../context.ts';
import type { SeesProject } from '../create/reserve.ts';
import { describeConnection } from '../describe.ts';
import { describeOperation } from '../operations/describe.ts';
import { getConnection } from '../store.ts';
import type { Connections } from '../types.ts';
import { importConnection } from './import.ts';
import { runMigrate } from './run-migrate.ts';
import { startMigrate } from './start-migrate.ts';

type OlderRoutes = Pick<Connections['routes'], 'connections.import' | 'connections.migrate'>;
type Caller = Parameters<OlderRoutes['connections.import']>[0]['caller'];

/** Connections from before there was a role. */
export function olderRoutes(deps: Context & { tasks: Tasks; sees(caller: Caller): SeesProject }): OlderRoutes {
  const { clock, database, tasks } = deps;
  return {
    async 'connections.import'({ params: { projectId }, body: typed, caller }) {
      const by = caller.user?.email;
      const row = await importConnection(deps, { projectId, typed, sees: deps.sees(caller), by });
      return describeConnection(row, caller, clock.now());
    },
    async 'connections.migrate'({ params, body: typed, caller }) {
      const connection = await getConnection(database.root, params.connectionId);
      if (!connection) throw new Fault('not_found', { details: { what: 'connection' } });
      const subject = await startMigrate(deps, connection, { typed, by: caller.user?.email });
      tasks.start('connection.migrate', (signal) => runMigrate(deps, subject, signal));
      return { operation: describeOperation(subject.operation) };
    },
  };
}
