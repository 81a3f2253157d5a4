import type { DeviceFilter } from '@thingdock/api';
import type { DeviceReport } from '../agents/index.ts';
import type { ConnectionRef, Connections } from '../connections/index.ts';
import type { DeviceFlows, Devices } from '../devices/index.ts';
import type { Bus, DomainEvents } from '../events/index.ts';
import type { Config } from '../platform/config.ts';
import type { Executor } from '../platform/db/index.ts';
import { createGatherer } from '../platform/gather.ts';
import type { Jobs } from '../platform/jobs/jobs.ts';
import type { Tasks } from '../platform/tasks.ts';
import { listDeployedFlows } from './deployed-store.ts';
import { follow } from './look.ts';
import { MOST_TARGETS } from './plan.ts';
import { applyReports } from './reports/apply.ts';
import { createWorker, type WorkerDeps } from './rollout/worker.ts';
import { type DeploymentRoutes, deploymentRoutes, type RouteDeps } from './routes.ts';
import * as store from './store.ts';
import { namesWithOpen } from './target-store.ts';

export type Deployments = {
  routes: DeploymentRoutes;
  /** The project of a deployment, for the permission gate. */
  project(deploymentId: string): Promise<string | undefined>;
  /** Takes in what devices say of what they were told, out of the effect of a control message. */
  applyReports(tx: Executor, connection: ConnectionRef, reports: readonly DeviceReport[]): Promise<void>;
  /** The flow that each device deployed last, and what Node-RED does with it. */
  deviceFlows: DeviceFlows;
  /** Those of the versions that deployments under way need still: for devices to come, or to go back to. */
  needed(versionIds: readonly string[]): Promise<ReadonlySet<string>>;
  start(jobs: Pick<Jobs, 'every'>): Promise<void>;
};

export type DeploymentsDeps = WorkerDeps &
  Omit<RouteDeps, 'worker' | 'selectDevices'> & {
    bus: Bus;
    tasks: Tasks;
    config: Pick<Config, 'actionDays'>;
    connections: Pick<Connections, 'find' | 'findByWireId'>;
    devices: Pick<Devices, 'announce' | 'select'>;
  };

const LOOK_SECONDS = 1;
const FORGET_SECONDS = 3_600;
const FORGET_AT_ONCE = 100;
const DAY_MS = 24 * 3_600_000;

export function createDeployments(deps: DeploymentsDeps): Deployments {
  const { database, bus, clock, connections, config } = deps;
  const worker = createWorker(deps);
  const inner = { ...deps, worker, kick: worker.kick, selectDevices };

  /** Most devices that come and go have nothing open; they cost one look together. */
  const moved = createGatherer<DomainEvents['device.connected']>(deps.tasks, 'deployments.follow', async (news) => {
    for (const [connectionId, some] of Map.groupBy(news, (one) => one.connectionId)) {
      const connection = await connections.find(connectionId);
      if (!connection) continue;
      const names = [...new Set(some.map((one) => one.thingName))];
      for (const name of await namesWithOpen(database.root, connection.wireId, names))
        await follow(deps, connection, name);
    }
  });

  async function selectDevices({ id, projectId }: ConnectionRef, filter: DeviceFilter): Promise<readonly string[]> {
    // One more than there may be, so that too many are noticed.
    const found = await deps.devices.select(projectId, { filter: { ...filter, connectionId: id } }, MOST_TARGETS + 1);
    return found.byConnection.get(id) ?? [];
  }

  return {
    routes: deploymentRoutes(inner),
    project: async (deploymentId) => (await store.findAction(database.root, deploymentId))?.project_id,
    applyReports: (tx, connection, reports) => applyReports(inner, tx, connection, reports),
    async deviceFlows({ wireId, projectId }, names) {
      const rows = await listDeployedFlows(database.root, wireId, names);
      // The account may have been another project's before; its flows are none of this one's business.
      const visible = rows.filter((row) => row.project_id === projectId);
      return new Map(
        visible.flatMap(({ thing_name, flow_id: id, flow_name: name, version, ...row }) => {
          if (id === null || name === null || version === null) return [];
          const enabled = { wanted: row.enabled_wanted, reported: row.enabled_reported };
          const deployedAt = row.deployed_at?.toISOString() ?? null;
          const flow = { id, name, version, state: row.flow_state, message: row.flow_message, enabled, deployedAt };
          return [[thing_name, flow] as const];
        }),
      );
    },
    needed: (versionIds) => store.whichNeeded(database.root, versionIds),
    async start(jobs) {
      bus.gather('device.connected', moved);
      bus.gather('device.disconnected', moved);
      await jobs.every('deployments.work', LOOK_SECONDS, () => worker.run());
      await jobs.every('deployments.forget', FORGET_SECONDS, async () => {
        const before = new Date(clock.now() - config.actionDays * DAY_MS);
        while ((await store.deleteEnded(database.root, before, FORGET_AT_ONCE)) === FORGET_AT_ONCE);
      });
    },
  };
}
