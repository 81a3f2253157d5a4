import type { DeviceSelection } from '@thingdock/api';
import type { ConnectionRef, Connections } from '../connections/index.ts';
import type { Bus } from '../events/index.ts';
import type { Config } from '../platform/config.ts';
import type { Counters } from '../platform/counters.ts';
import type { Executor } from '../platform/db/index.ts';
import type { Jobs } from '../platform/jobs/jobs.ts';
import type { Tasks } from '../platform/tasks.ts';
import { type Heard, noteHeard, type StatusOutcome } from './apply.ts';
import { announceDevices } from './change.ts';
import { type GateChange, setGates } from './gates.ts';
import { createHolds } from './hold.ts';
import { createIngest } from './ingest.ts';

import { scopeOf } from './list/routes.ts';
import { type Selected, select } from './list/select.ts';
import { type MonitoringWord, saveReported } from './monitoring/store.ts';
import type { StatusPush } from './observe.ts';
import { forgetSharing, type PresenceOutcome, takePresence } from './presence/take.ts';
import type { PresenceEvent } from './presence/witness.ts';
import { reconcile, TICK_SECONDS } from './reconcile/reconcile.ts';
import type { DeviceState } from './reduce.ts';
import { type DeviceRouteDeps, type DeviceRoutes, deviceRoutes } from './routes.ts';
import { findFilter } from './saved-filters/store.ts';
import type { Silence } from './show.ts';
import * as store from './store.ts';
import { discover, sync } from './sync.ts';
import { startTimelineJobs } from './timeline/jobs.ts';

export type { Heard, StatusOutcome } from './apply.ts';
export type { Selected } from './list/select.ts';
export type { StatusPush } from './observe.ts';
export type { PresenceOutcome } from './presence/take.ts';
export type { PresenceEvent } from './presence/witness.ts';
export type { DeviceFlows } from './routes.ts';

/**
 * What other features act by: the device's own word, whatever is shown of it. `since` in milliseconds.
 */
export type DeviceSnapshot = Pick<DeviceState, 'status' | 'since' | 'speaks' | 'agent' | 'lastSeenAt'> & {
  licensed: boolean;
  silence: Silence | null;
};

export type Devices = {
  routes: DeviceRoutes;
  /** The project of a saved filter. */
  filterProject(filterId: string): Promise<string | undefined>;
  /** Takes in a message of the status rule, together with others. Resolves once what it says is committed. */
  takeStatusPush(connection: ConnectionRef, push: StatusPush): Promise<StatusOutcome>;
  /** Takes in AWS's own word on a client id. */
  takePresence(connection: ConnectionRef, event: PresenceEvent): Promise<PresenceOutcome>;
  /** Those of the names that are devices of the connection. Names of test messages are none. */
  known(executor: Executor, connection: ConnectionRef, names: readonly string[]): Promise<ReadonlySet<string>>;
  /** Whether the monitoring of a device is wanted; `undefined`: the connection has no such device. */
  monitored(executor: Executor, connection: ConnectionRef, name: string): Promise<boolean | undefined>;
  /** Looks in AWS for a thing that a message named and that is not known yet. Not inside a transaction. */
  discover(connection: ConnectionRef, thingName: string): Promise<void>;
  /** Snapshots by name; names that are no devices are left out. */
  snapshots(
    executor: Executor,
    connection: ConnectionRef,
    names: readonly string[],
  ): Promise<Map<string, DeviceSnapshot>>;
  /**
   * The devices of a project that a request is about, by name: those that it names, or all that its filter lets through, at most
   * `limit`. Throws `device_unknown`, `filter_invalid`, `validation_failed`.
   */
  select(projectId: string, selection: DeviceSelection, limit: number): Promise<Selected>;
  /** Names of connected devices after `after`, in order, at most `limit`. */
  connected(executor: Executor, connection: ConnectionRef, after: string, limit: number): Promise<string[]>;
  /** Devices were heard on another way than their shadows. Returns those that were thereby found to be online. */
  noteHeard(tx: Executor, connection: ConnectionRef, heard: readonly Heard[]): Promise<ReadonlySet<string>>;
  /** What devices say of their monitoring. */
  noteMonitoring(tx: Executor, connection: ConnectionRef, words: readonly MonitoringWord[]): Promise<void>;
  /** Opens or shuts gates of devices: what is shown of them follows. */
  setGates(tx: Executor, connection: ConnectionRef, names: readonly string[], change: GateChange): Promise<void>;
  /** Tells open pages that devices changed. Part of the transaction that changed them. */
  announce(tx: Executor, connection: ConnectionRef, names: readonly string[]): Promise<void>;
  /** Keeps devices in line with AWS: when a connection becomes active, and from time to time. */
  start(jobs: Pick<Jobs, 'every'>): Promise<void>;
};

function toSnapshot(row: store.HeardRow): DeviceSnapshot {
  const { flag_status: status, flag_since: since, agent_type: type, agent_version: v, last_seen_at: seen } = row;
  return {
    ...{ status, since: since?.getTime() ?? null, lastSeenAt: seen?.getTime() ?? null },
    agent: type !== null && v !== null ? { type, v } : null,
    ...{ speaks: row.speaks, licensed: row.licensed, silence: row.silence },
  };
}

/** Finds things that come and go. */
const SYNC_EVERY_SECONDS = 300;
/** Wills that are held back are believed by a timer; this finds those of a process that died. */
const RELEASE_EVERY_SECONDS = 10;
const FORGET_SHARING_SECONDS = 60;

export type DevicesDeps = Omit<DeviceRouteDeps, 'connections'> & {
  connections: Pick<Connections, 'find' | 'get' | 'ofProject' | 'aws' | 'asInstaller' | 'active' | 'trust'>;
  config: Pick<Config, 'timelineDays' | 'reconcileSeconds'>;
  counters: Pick<Counters, 'add'>;
  bus: Bus;
  tasks: Tasks;
};

export function createDevices(deps: DevicesDeps): Devices {
  const { clock, log, bus, connections } = deps;
  const ingest = createIngest(deps);
  const holds = createHolds(deps);

  async function syncConnection(connection: ConnectionRef, shadows?: 'of_new'): Promise<void> {
    const result = await sync(deps, await connections.aws(connection.id), connection, shadows);
    log.debug({ event: 'devices.synced', connection: connection.id, ...result }, 'devices synced');
  }

  async function syncAll(): Promise<void> {
    for (const connection of await connections.active())
      await syncConnection(connection, 'of_new').catch((error: unknown) =>
        log.warn({ event: 'devices.sync_failed', connection: connection.id, err: error }, 'could not sync devices'),
      );
  }

  return {
    routes: deviceRoutes(deps),
    filterProject: async (id) => (await findFilter(deps.database.root, id))?.project_id,
    async takeStatusPush(connection, push) {
      const outcome = await ingest.take(connection, push);
      if (outcome.outcome === 'held') holds.wake();
      return outcome;
    },
    takePresence: (connection, event) => takePresence(deps, connection, event),
    known: (executor, connection, names) => store.whichExist(executor, connection.id, names),
    monitored: (executor, connection, name) => store.isMonitored(executor, connection.id, name),
    discover: async (connection, thingName) =>
      discover(deps, await connections.aws(connection.id), connection, thingName),
    async snapshots(executor, connection, names) {
      const rows = await store.listHeard(executor, connection.id, names);
      return new Map(rows.map((row) => [row.thing_name, toSnapshot(row)]));
    },
    select: async (projectId, selection, limit) =>
      select(deps.database.root, await scopeOf(deps, projectId), selection, limit),
    connected: (executor, connection, after, limit) => store.listConnected(executor, connection.id, after, limit),
    noteHeard: (tx, connection, heard) => noteHeard(tx, connection, heard, clock.now()),
    noteMonitoring: async (tx, connection, words) =>
      announceDevices(tx, connection, await saveReported(tx, connection.id, words)),
    setGates: (tx, connection, names, change) => setGates(tx, connection, names, { change, now: clock.now() }),
    announce: announceDevices,
    async start(jobs) {
      bus.on('connection.activated', async ({ connectionId }) => {
        const connection = await connections.find(connectionId);
        if (connection) await syncConnection(connection);
      });
      bus.on('connection.mended', async ({ connectionId }) => {
        const connection = await connections.find(connectionId);
        if (!connection) return;
        await syncConnection(connection);
        await connections.trust(connectionId);
      });
      await jobs.every('devices.forget_sharing', FORGET_SHARING_SECONDS, () => forgetSharing(deps));
      await jobs.every('devices.release_wills', RELEASE_EVERY_SECONDS, () => holds.releaseDue());
      await jobs.every('devices.sync', SYNC_EVERY_SECONDS, syncAll);
      await jobs.every('devices.reconcile', TICK_SECONDS, () => reconcile(deps));
      await startTimelineJobs(deps, jobs);
    },
  };
}
