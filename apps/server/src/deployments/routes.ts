import { type Deployment, Fault } from '@thingdock/api';
import type { Agents } from '../agents/index.ts';
import type { Connections } from '../connections/index.ts';
import { may } from '../people/index.ts';
import type { Caller, Handlers } from '../platform/http/index.ts';
import { type CommandDeps, commandDeployment } from './commands.ts';
import { createDeployment } from './create.ts';
import { listFiles } from './deployed-store.ts';
import { isFileKind } from './kinds.ts';
import { actionFilter, cursorOf, limitOf, targetFilter } from './list.ts';
import { toDeployment, toTarget } from './present.ts';
import { previewDeployment } from './preview/preview.ts';
import { previewRollback } from './roll-back.ts';
import * as store from './store.ts';
import type { ActionRow } from './tables.ts';
import * as targetStore from './target-store.ts';
import { readVariables } from './variables.ts';

export type DeploymentRoutes = Pick<
  Handlers,
  | 'deployments.list'
  | 'deployments.preview'
  | 'deployments.create'
  | 'deployments.get'
  | 'deployments.targets'
  | 'deployments.rollback'
  | 'deployments.command'
  | 'devices.files'
  | 'devices.variables'
>;

export type RouteDeps = CommandDeps & { connections: Pick<Connections, 'find'>; agents: Pick<Agents, 'trees'> };

/** Targets that come along with a deployment. */
const TARGETS_SHOWN = 500;

export function deploymentRoutes(deps: RouteDeps): DeploymentRoutes {
  const { database, connections } = deps;

  async function present(actions: readonly ActionRow[]): Promise<Deployment[]> {
    const live = actions.filter((action) => action.counts === null).map((action) => action.id);
    const counts = await store.countStates(database.root, live);
    const names = new Map<string, string>();
    for (const id of new Set(actions.map((action) => action.connection_id))) {
      const name = (await connections.find(id))?.name;
      if (name !== undefined) names.set(id, name);
    }
    return actions.map((action) =>
      toDeployment(action, counts.get(action.id) ?? {}, names.get(action.connection_id) ?? action.connection_name),
    );
  }

  async function found(deploymentId: string): Promise<ActionRow> {
    const action = await store.findAction(database.root, deploymentId);
    if (!action) throw new Fault('not_found', { details: { what: 'deployment' } });
    return action;
  }

  async function withTargets(deploymentId: string) {
    const action = await found(deploymentId);
    const [deployment] = await present([action]);
    if (!deployment) throw new Fault('not_found', { details: { what: 'deployment' } });
    const targets = await targetStore.listTargets(database.root, action.id, {}, TARGETS_SHOWN);
    return { ...deployment, targets: targets.map((row) => toTarget(row, action)) };
  }

  return {
    'deployments.list': async ({ params, query }) => {
      const limit = limitOf(query.limit);
      const rows = await store.listActions(database.root, actionFilter(params.projectId, query), limit + 1);
      const page = rows.slice(0, limit);
      const last = page.at(-1);
      return { items: await present(page), next: rows.length > limit && last ? cursorOf(last) : null };
    },
    'deployments.preview': async ({ params, body }) => previewDeployment(deps, params.projectId, body),
    'deployments.create': async ({ params, body, user, caller }) => {
      if (isFileKind(body.kind ?? 'flow-deploy')) needsManager(caller);
      return withTargets((await createDeployment(deps, params.projectId, body, user.name)).id);
    },
    'deployments.get': async ({ params }) => withTargets(params.deploymentId),
    'deployments.targets': async ({ params, query }) => {
      const action = await found(params.deploymentId);
      const limit = limitOf(query.limit);
      const rows = await targetStore.listTargets(database.root, action.id, targetFilter(query), limit + 1);
      const page = rows.slice(0, limit);
      return {
        items: page.map((row) => toTarget(row, action)),
        next: rows.length > limit ? (page.at(-1)?.thing_name ?? null) : null,
      };
    },
    'deployments.rollback': async ({ params }) => previewRollback(deps, await found(params.deploymentId)),
    'deployments.command': async ({ params, body, user, caller }) => {
      const action = await found(params.deploymentId);
      if (isFileKind(action.kind)) needsManager(caller);
      return withTargets(await commandDeployment(deps, action, body, user.name));
    },
    'devices.files': async ({ params }) => {
      const connection = await connections.find(params.connectionId);
      const rows = connection ? await listFiles(database.root, connection.wireId, [params.deviceName]) : [];
      // The account may have been another project's before; its files are none of this one's business.
      const items = rows
        .filter((row) => row.project_id === connection?.projectId)
        .map(({ file_id: fileId, name, version, filename, size, state, message, at }) => ({
          ...{ fileId, name, version, filename, size, state, message, at: at.toISOString() },
        }));
      return { items };
    },
    'devices.variables': async ({ params }) => readVariables(deps, params.connectionId, params.deviceName),
  };
}

/** Files can be executed on devices, so only managers put them there. */
function needsManager({ role, user }: Caller): void {
  if (user?.administrator || may(role, 'file.deploy')) return;
  throw new Fault('permission_denied', { details: { role: role ?? 'none', needed: 'owner or admin' } });
}
