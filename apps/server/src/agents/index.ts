import { type FlowStatus, parseFlowStatus, valueAt } from '@thingdock/device-protocol';
import type { Assets } from '../assets/index.ts';
import type { ConnectionRef, Connections } from '../connections/index.ts';
import type { Devices } from '../devices/index.ts';
import type { Bus, DomainEvents } from '../events/index.ts';
import type { Executor } from '../platform/db/index.ts';
import { createGatherer } from '../platform/gather.ts';
import type { HttpServer } from '../platform/http/index.ts';
import type { Jobs } from '../platform/jobs/jobs.ts';
import { cancelDeploys, type DeployCancel } from './cancel-deploy.ts';
import { changeDesired, type Order } from './change-desired.ts';
import { createDispatch, type DispatchDeps } from './dispatch.ts';
import { registerFileApi } from './file-http.ts';
import { createFileUrls } from './file-urls.ts';
import { createFlowUrls } from './flow-urls.ts';
import { applyFrames } from './frames/apply-frames.ts';
import type { ControlFrame, DeviceTrees, FrameEffect } from './frames/effect.ts';
import { statesOf } from './frames/update-state.ts';
import { registerAgentApi } from './http.ts';
import { lookAtArrived, lookAtConnected, lookAtDue, lookAtLicensed } from './look.ts';
import { sumSizes } from './order-store.ts';
import * as store from './store.ts';
import type { AgentKey } from './tables.ts';
import { readAccessToken } from './tokens.ts';
import { findTrees, whichDesired } from './tree-store.ts';

export type { Order } from './change-desired.ts';
export { TREES_LIMIT } from './change-tree.ts';
export type { ControlFrame, DeviceReport, DeviceTrees, FrameEffect } from './frames/effect.ts';

export type Agents = {
  /** Takes in control messages of known devices, at most one of each: all that must commit. `act` on each effect after the commit. */
  applyFrames(tx: Executor, connection: ConnectionRef, frames: readonly ControlFrame[]): Promise<FrameEffect[]>;
  /** Sends the answer to the device, and whatever else it should hear. Rejects with `AwsFailure` when the answer did not leave. */
  act(connection: ConnectionRef, effect: FrameEffect): Promise<void>;
  /** Locks what is kept of devices until the end of the transaction. Nobody changes what they are told meanwhile. */
  lock(tx: Executor, connection: ConnectionRef, names: readonly string[]): Promise<void>;
  /**
   * Changes desired trees, one order a device; `deliver` or `wake` after the commit. Returns the devices whose state would
   * be too large (bytes): they are left as they are.
   */
  changeDesired(
    tx: Executor,
    connection: ConnectionRef,
    orders: readonly Order[],
  ): Promise<ReadonlyMap<string, number>>;
  /** The trees of devices that have any. */
  trees(executor: Executor, wireId: string, names: readonly string[]): Promise<Map<string, DeviceTrees>>;
  /** Bytes of all trees of each device that has any. */
  treeSizes(executor: Executor, wireId: string, names: readonly string[]): Promise<Map<string, number>>;
  /** Tells devices that there is something to fetch; ends when all that are online were told, within AWS's quota. */
  deliver(connection: ConnectionRef, names: readonly string[]): Promise<void>;
  /** Asks devices to stop what they install. */
  cancelDeploys(connection: ConnectionRef, cancels: readonly DeployCancel[]): Promise<void>;
  /** Tells devices that there is something to fetch; in the background. */
  wake(connection: ConnectionRef, names: readonly string[]): void;
  /** What Node-RED does on devices, as they reported it last. */
  flowStatuses(executor: Executor, wireId: string, names: readonly string[]): Promise<Map<string, FlowStatus>>;
  /**
   * The device that an `Authorization` header speaks for; undefined when its token is not one of ours, has expired, or is of
   * another licence than the one that the device has now.
   */
  bearer(header: string | undefined): Promise<AgentKey | undefined>;
  /** Those of the versions of flows and files that some device is told to have. */
  desired(versionIds: readonly string[]): Promise<ReadonlySet<string>>;
  /** The agents' own HTTP API. */
  register(server: HttpServer): void;
  /** Serves devices that connect, and looks again at what was not answered. */
  start(jobs: Pick<Jobs, 'every'>): Promise<void>;
};

export type AgentsDeps = Omit<DispatchDeps, 'devices' | 'connections' | 'flowUrls'> & {
  bus: Bus;
  assets: Pick<Assets, 'package' | 'fileContent'>;
  connections: Pick<Connections, 'find' | 'findByWireId' | 'active' | 'aws'>;
  devices: Pick<Devices, 'snapshots' | 'connected' | 'noteHeard' | 'noteMonitoring' | 'announce' | 'setGates'>;
};

const LOOK_AT_DUE_SECONDS = 5;
const LOOK_AT_CONNECTED_SECONDS = 60;

export function createAgents(deps: AgentsDeps): Agents {
  const { database, clock, bus, connections } = deps;
  const flowUrls = createFlowUrls(deps);
  const dispatch = createDispatch({ ...deps, flowUrls });
  const inner = { ...deps, dispatch, flowUrls };

  async function bearer(header: string | undefined): Promise<AgentKey | undefined> {
    const [, token] = /^Bearer (\S+)$/i.exec(header ?? '') ?? [];
    const bearer = token === undefined ? undefined : readAccessToken(deps.signer, token, clock.now());
    if (!bearer) return undefined;
    const { wireId, thingName, licence } = bearer;
    const current = await deps.licences.current(database.root, wireId, [thingName]);
    return current.get(thingName) === licence ? { wireId, thingName } : undefined;
  }

  return {
    applyFrames: (tx, connection, frames) => applyFrames(inner, tx, connection, frames),
    async act(connection, { thingName, answer, fetched, look }) {
      const key = { wireId: connection.wireId, thingName };
      try {
        const { iotData } = await connections.aws(connection.id);
        if (answer) await iotData.publish(answer.topic, answer.payload, 1);
      } catch (error) {
        if (fetched !== undefined) await store.forgetFetched(database.root, key, fetched);
        throw error;
      }
      if (look) await dispatch.now(connection, [thingName]);
    },
    changeDesired: (tx, connection, orders) => changeDesired(tx, connection, orders, clock.now()),
    async lock(tx, { wireId }, names) {
      await store.lockAgents(tx, wireId, names);
    },
    async trees(executor, wireId, names) {
      const found = await findTrees(executor, wireId, names);
      return new Map([...found].map(([name, trees]) => [name, statesOf(trees)]));
    },
    treeSizes: sumSizes,
    deliver: (connection, names) => dispatch.now(connection, names),
    cancelDeploys: (connection, cancels) => cancelDeploys(deps, connection, cancels),
    wake: (connection, names) => dispatch.later(connection, names),
    async flowStatuses(executor, wireId, names) {
      const statuses = new Map<string, FlowStatus>();
      for (const [name, trees] of await findTrees(executor, wireId, names, 'status')) {
        const flow = parseFlowStatus(valueAt(trees.get('status')?.state ?? {}, 'flow'));
        if (flow.ok) statuses.set(name, flow.value);
      }
      return statuses;
    },
    bearer,
    desired: (versionIds) => whichDesired(database.root, versionIds),
    register(server) {
      registerAgentApi(server, inner);
      registerFileApi(server, { ...inner, fileUrls: createFileUrls(deps), bearer });
    },
    async start(jobs) {
      // Nobody shares the embedded database.
      if (database.kind === 'pglite') await store.endLeases(database.root, new Date(clock.now()));
      const arrived = createGatherer<DomainEvents['device.connected']>(deps.tasks, 'agents.meet', async (news) => {
        for (const [connectionId, some] of Map.groupBy(news, (one) => one.connectionId)) {
          const connection = await connections.find(connectionId);
          const names = [...new Set(some.map((one) => one.thingName))];
          if (connection) await lookAtArrived(inner, connection, names);
        }
      });
      bus.gather('device.connected', arrived);
      bus.on('licence.changed', async ({ connectionId, thingNames }) => {
        const connection = await connections.find(connectionId);
        if (connection) await lookAtLicensed(inner, connection, thingNames);
      });
      await jobs.every('agents.look_at_due', LOOK_AT_DUE_SECONDS, () => lookAtDue(inner));
      await jobs.every('agents.look_at_connected', LOOK_AT_CONNECTED_SECONDS, () => lookAtConnected(inner));
    },
  };
}
