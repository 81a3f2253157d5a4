import { Fault } from '@thingdock/api';
import type { Tasks } from '../../platform/tasks.ts';
import type { Context } from '../context.ts';
import { describeOperation } from '../operations/describe.ts';
import { getConnection } from '../store.ts';
import type { Connections } from '../types.ts';
import { checkHealth } from './check.ts';
import { describeHealth } from './describe.ts';
import { startPresenceOff } from './presence-off.ts';
import { runRepair, startRepair } from './repair.ts';

type HealthRoutes = Pick<
  Connections['routes'],
  'connections.health' | 'connections.check' | 'connections.repair' | 'connections.presence'
>;

/** A look waits for test messages at most this long, and for AWS besides. */
const LOOK_MS = 60_000;

export function healthRoutes(deps: Context & { tasks: Tasks }): HealthRoutes {
  const { tasks } = deps;
  return {
    async 'connections.health'({ params }) {
      const row = await getConnection(deps.database.root, params.connectionId);
      if (!row) throw new Fault('not_found', { details: { what: 'connection' } });
      return describeHealth(row);
    },
    'connections.check': ({ params }) => checkHealth(deps, params.connectionId, AbortSignal.timeout(LOOK_MS)),
    async 'connections.repair'({ params, body }) {
      const subject = await startRepair(deps, params.connectionId, { takeOver: body.takeOver ?? false });
      deps.tasks.start('connection.repair', (signal) => runRepair(deps, subject, signal));
      return { operation: describeOperation(subject.operation) };
    },
    async 'connections.presence'({ params: { connectionId }, body: { on, takeOver = false } }) {
      const subject = on
        ? await startRepair(deps, connectionId, { takeOver, presence: true })
        : await startPresenceOff(deps, connectionId);
      tasks.start('connection.presence', (signal) => runRepair(deps, subject, signal));
      return { operation: describeOperation(subject.operation) };
    },
  };
}
