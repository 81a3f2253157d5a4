import type { Agents, FlowReport } from '../agents/index.ts';
import type { ConnectionRef, Connections } from '../connections/index.ts';
import type { DeviceFlows, Devices } from '../devices/index.ts';
import type { Bus } from '../events/index.ts';
import type { Executor } from '../platform/db/index.ts';
import type { Jobs } from '../platform/jobs/jobs.ts';
import type { CreateDeps } from './create.ts';
import { checkDeadlines, type DeadlineDeps, resume } from './deadlines.ts';
import { applyReports } from './reports.ts';
import { type DeploymentRoutes, deploymentRoutes } from './routes.ts';
import * as store from './store.ts';

export type Deployments = {
  routes: DeploymentRoutes;
  /** The project of a deployment, for the permission gate. */
  project(deploymentId: string): Promise<string | undefined>;
  /** Takes in what devices say of their deployments, out of the effect of a control message. */
  applyReports(tx: Executor, connection: ConnectionRef, reports: readonly FlowReport[]): Promise<void>;
  /** The flow that each device deployed last, and what Node-RED does with it. */
  deviceFlows: DeviceFlows;
  start(jobs: Pick<Jobs, 'every'>): Promise<void>;
};

export type DeploymentsDeps = CreateDeps &
  DeadlineDeps & {
    bus: Bus;
    connections: Pick<Connections, 'find' | 'findByWireId'>;
    devices: Pick<Devices, 'snapshots' | 'announce'>;
    agents: Pick<Agents, 'changeDesired' | 'withdrawFlow' | 'wake' | 'flowStatuses'>;
  };

const CHECK_DEADLINES_SECONDS = 60;

export function createDeployments(deps: DeploymentsDeps): Deployments {
  const { database, bus, connections, agents } = deps;
  return {
    routes: deploymentRoutes(deps),
    project: async (deploymentId) => (await store.findAction(database.root, deploymentId))?.project_id,
    applyReports: (tx, connection, reports) => applyReports(deps, tx, connection, reports),
    async deviceFlows({ wireId, projectId }, names) {
      const rows = await store.listDeployedFlows(database.root, wireId, names);
      const statuses = await agents.flowStatuses(database.root, wireId, names);
      // The account may have been another project's before; its flows are none of this one's business.
      const visible = rows.filter((row) => row.project_id === projectId);
      return new Map(
        visible.flatMap((row) => {
          const status = statuses.get(row.thing_name);
          const { flow_id: id, flow_name: name, version } = row;
          if (id === null || name === null || version === null) return [];
          const flow = {
            ...{ id, name, version, state: status?.state ?? null, message: status?.message ?? null },
            enabled: { wanted: row.enabled_wanted, reported: row.enabled_reported },
            deployedAt: row.deployed_at?.toISOString() ?? null,
          };
          return [[row.thing_name, flow] as const];
        }),
      );
    },
    async start(jobs) {
      bus.on('device.connected', async ({ connectionId, thingName }) => {
        const connection = await connections.find(connectionId);
        if (connection) await resume(deps, connection, thingName);
      });
      await jobs.every('deployments.deadlines', CHECK_DEADLINES_SECONDS, () => checkDeadlines(deps));
    },
  };
}
