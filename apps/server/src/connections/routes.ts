import { Fault } from '@thingdock/api';
import type { Caller } from '../platform/http/index.ts';
import type { Tasks } from '../platform/tasks.ts';
import type { Context } from './context.ts';
import { startCreate } from './create/create.ts';
import { runCreate } from './create/run-create.ts';
import { startDelete } from './delete.ts';
import { describeObjects } from './describe.ts';
import { describeFailed, dismiss, shownSince } from './failed/failed.ts';
import { getFailed, listFailed } from './failed/store.ts';
import { healthRoutes } from './health/routes.ts';
import { listObjects } from './journal/store.ts';
import { keyRoutes } from './keys/routes.ts';
import { olderRoutes } from './older/routes.ts';
import { describeOperation } from './operations/describe.ts';
import { getOperation } from './operations/store.ts';
import { inspect, planCreation, planRepair } from './plan/ask.ts';
import { presentAll, presentOne } from './present.ts';
import { rename } from './rename.ts';
import { runDelete } from './run-delete.ts';
import { getConnection, listOfProject, type StoredConnection } from './store.ts';
import type { Connections } from './types.ts';

type Deps = Context & {
  tasks: Tasks;
  /** The projects that a user may see; `undefined` means every project. */
  projectsOf(user: { userId: string; administrator: boolean }): Promise<ReadonlySet<string> | undefined>;
  /** Called when a connection is no longer usable. */
  forget(connectionId: string): void;
};

export function connectionRoutes(deps: Deps): Connections['routes'] {
  const { database, tasks, clock } = deps;
  const shown = (row: StoredConnection, caller: Caller) => presentOne(deps, row, caller);

  return {
    ...healthRoutes(deps),
    ...keyRoutes(deps),
    ...olderRoutes({ ...deps, sees: (caller) => (projectId) => maySee(deps, caller, projectId) }),
    async 'connections.list'({ params, caller }) {
      const rows = await listOfProject(database.root, params.projectId, new Date(clock.now()));
      const failed = await listFailed(database.root, params.projectId, shownSince(deps));
      return {
        items: [...(await presentAll(deps, rows, caller)), ...failed.map((row) => describeFailed(row, caller))],
      };
    },
    async 'connections.create'({ params, body, caller }) {
      const sees = (projectId: string) => maySee(deps, caller, projectId);
      const reserved = await startCreate(deps, {
        projectId: params.projectId,
        typed: body,
        sees,
        by: caller.user?.email,
      });
      tasks.start('connection.create', (signal) => runCreate(deps, reserved, signal));
      return {
        connection: await shown(reserved.connection, caller),
        operation: describeOperation(reserved.operation),
      };
    },
    'connections.inspect': ({ params: { projectId }, body: typed, caller }) =>
      inspect(deps, { projectId, typed, sees: (id) => maySee(deps, caller, id) }),
    'connections.plan': ({ params: { projectId }, body: typed, caller }) =>
      planCreation(deps, { projectId, typed, sees: (id) => maySee(deps, caller, id) }),
    'connections.drift': async ({ params }) => planRepair(deps, await requireConnection(deps, params.connectionId)),
    async 'connections.get'({ params, caller }) {
      const failed = await getFailed(database.root, params.connectionId, shownSince(deps));
      return failed
        ? describeFailed(failed, caller)
        : shown(await requireConnection(deps, params.connectionId), caller);
    },
    async 'connections.change'({ params, body, caller }) {
      await rename(deps, await requireConnection(deps, params.connectionId), body);
      return shown(await requireConnection(deps, params.connectionId), caller);
    },
    async 'connections.delete'({ params, query, user }) {
      const failed = await getFailed(database.root, params.connectionId, shownSince(deps));
      if (failed) return { operation: describeOperation(await dismiss(deps, failed)) };
      const connection = await requireConnection(deps, params.connectionId);
      const { operation, fresh } = await startDelete(deps, connection, {
        keepAws: query.keepAws === 'true',
        releaseLicences: query.releaseLicences === 'true',
        by: user.name,
      });
      deps.forget(connection.id);
      if (fresh) tasks.start('connection.delete', (signal) => runDelete(deps, { operation, connection }, signal));
      return { operation: describeOperation(operation) };
    },
    async 'connections.objects'({ params }) {
      return { items: describeObjects(await listObjects(database.root, params.connectionId)) };
    },
    async 'operations.get'({ params }) {
      const operation = await getOperation(database.root, params.operationId);
      if (!operation) throw new Fault('not_found', { details: { what: 'operation' } });
      return describeOperation(operation);
    },
  };
}

async function requireConnection(deps: Deps, id: string) {
  const row = await getConnection(deps.database.root, id);
  if (!row && (await getFailed(deps.database.root, id, shownSince(deps))))
    throw new Fault('connection_not_active', { details: { state: 'failed' } });
  if (!row) throw new Fault('not_found', { details: { what: 'connection' } });
  return row;
}

async function maySee({ projectsOf }: Deps, { user }: Caller, projectId: string): Promise<boolean> {
  if (!user) return false;
  const projects = await projectsOf(user);
  return projects === undefined || projects.has(projectId);
}
