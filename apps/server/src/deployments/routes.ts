import { type CreateDeployment as CreateBody, type Deployment, Fault } from '@thingdock/api';
import type { Connections } from '../connections/index.ts';
import type { Handlers } from '../platform/http/index.ts';
import { type CreateDeps, createDeployment, type Wanted } from './create.ts';
import * as store from './store.ts';
import type { ActionRow, TargetRow } from './tables.ts';
import { type Counts, summarise } from './transition.ts';

export type DeploymentRoutes = Pick<Handlers, 'deployments.list' | 'deployments.create' | 'deployments.get'>;

type Deps = CreateDeps & { connections: Pick<Connections, 'find'> };

/** Newest first; what is older can be found by filters. */
const LIST_LIMIT = 500;

export function deploymentRoutes(deps: Deps): DeploymentRoutes {
  const { database, connections } = deps;

  async function present(actions: readonly ActionRow[]): Promise<Deployment[]> {
    const ids = actions.map((action) => action.id);
    const counts = await store.countStates(database.root, ids);
    const names = new Map<string, string>();
    for (const id of new Set(actions.map((action) => action.connection_id))) {
      const name = (await connections.find(id))?.name;
      if (name !== undefined) names.set(id, name);
    }
    return actions.map((action) =>
      toDeployment(action, counts.get(action.id) ?? {}, names.get(action.connection_id) ?? action.connection_name),
    );
  }

  async function withTargets(action: ActionRow | undefined) {
    const [deployment] = action ? await present([action]) : [];
    if (!deployment) throw new Fault('not_found', { details: { what: 'deployment' } });
    const targets = await store.listTargets(database.root, deployment.id);
    return { ...deployment, targets: targets.map(toTarget) };
  }

  return {
    'deployments.list': async ({ params, query }) => ({
      items: await present(await store.listActions(database.root, { ...params, ...query }, LIST_LIMIT)),
      next: null,
    }),
    'deployments.create': async ({ params, body, user }) =>
      withTargets(await createDeployment(deps, wantedOf(params.projectId, body, user.name))),
    'deployments.get': async ({ params }) => withTargets(await store.findAction(database.root, params.deploymentId)),
  };
}

function wantedOf(projectId: string, body: CreateBody, requestedBy: string): Wanted {
  const { flowId, devices, version, connectionId } = body;
  if (flowId === undefined || devices === undefined) throw new Fault('not_built');
  return { projectId, flowId, connectionId, devices, requestedBy, ...(version === undefined ? {} : { version }) };
}

function toDeployment(action: ActionRow, counts: Counts, connectionName: string): Deployment {
  return {
    id: action.id,
    projectId: action.project_id,
    kind: action.kind,
    connectionId: action.connection_id,
    connectionName,
    asset: { type: 'flow', id: action.asset_id ?? '', name: action.asset_name ?? '', version: action.version },
    variables: null,
    rollout: null,
    schedule: null,
    limits: {},
    rollsBack: null,
    summary: summarise(counts),
    counts,
    requestedBy: action.requested_by,
    createdAt: action.created_at.toISOString(),
    updatedAt: action.updated_at.toISOString(),
  };
}

function toTarget(row: TargetRow) {
  return {
    device: row.thing_name,
    state: row.state,
    message: row.message,
    waitsFor: null,
    phase: 1,
    attempt: 1,
    overriddenBy: null,
    requestedAt: row.requested_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
    deadlineAt: row.deadline_at?.toISOString() ?? null,
  };
}
