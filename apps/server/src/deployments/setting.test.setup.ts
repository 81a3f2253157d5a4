import type { CreateDeployment, DeviceStatus } from '@thingdock/api';
import { type JsonObject, type StateUpdate, valueAt } from '@thingdock/device-protocol';
import { type FakeClock, fakeClock, fakeIds } from '@thingdock/testkit';
import { pino } from 'pino';
import { insertConnection } from '../../test/fleet/records.ts';
import { changeDesired, type Order } from '../agents/change-desired.ts';
import type { DeviceReport, DeviceWord } from '../agents/frames/effect.ts';
import { statesOf, updateState } from '../agents/frames/update-state.ts';
import { sumSizes } from '../agents/order-store.ts';
import { lockAgent, lockAgents } from '../agents/store.ts';
import { findTree, findTrees, saveTrees } from '../agents/tree-store.ts';
import { type Assets, createAssets } from '../assets/index.ts';
import type { ConnectionRef } from '../connections/index.ts';
import type { DeviceSnapshot } from '../devices/index.ts';
import { createCounters } from '../platform/counters.ts';
import { createEnvelope } from '../platform/crypto/envelope.ts';
import type { Database, Executor } from '../platform/db/index.ts';
import { createTasks } from '../platform/tasks.ts';
import { commandDeployment } from './commands.ts';
import { createDeployment } from './create.ts';
import { follow } from './look.ts';
import type { FileVersionRef } from './order/contents.ts';
import { previewDeployment } from './preview/preview.ts';
import { applyReports } from './reports/apply.ts';
import { previewRollback } from './roll-back.ts';
import { createWorker } from './rollout/worker.ts';
import * as store from './store.ts';
import * as targetStore from './target-store.ts';

/** Deployments on a real database, with the trees of devices; only AWS and the devices themselves are played. */
export type Setting = Awaited<ReturnType<typeof openSetting>>;

const log = pino({ level: 'silent' });
const ids = fakeIds();
const envelope = createEnvelope([Buffer.alloc(32, 3)]);

export async function openSetting(database: Database) {
  const connection = await insertConnection(database);
  const clock = fakeClock();
  const assets = createAssets({
    ...{ database, clock, ids, envelope },
    config: { dataDir: '/nowhere' },
    inUse: async () => new Set(),
  });
  const devices = new Map<string, DeviceSnapshot>();
  const files = new Map<string, FileVersionRef>();
  const told: string[] = [];
  const cancels: string[] = [];
  const tasks = createTasks(log);
  const deps = makeDeps({ database, connection, clock, assets, devices, files, told, cancels, tasks });
  const worker = createWorker(deps);
  const inner = { ...deps, worker, kick: worker.kick };
  const { projectId, id: connectionId } = connection;

  const create = (body: Partial<CreateDeployment>) =>
    createDeployment(inner, projectId, { connectionId, ...body }, 'Ana');
  const targets = async (actionId: string) => {
    const rows = await targetStore.listTargets(database.root, actionId, {}, 100_000);
    return Object.fromEntries(rows.map((row) => [row.thing_name, row]));
  };
  const key = (thingName: string) => ({ wireId: connection.wireId, thingName });

  /** A device changes its trees, as a control message of it does. */
  async function says(thingName: string, ...updates: StateUpdate[]): Promise<void> {
    await database.transaction(async (tx) => {
      await lockAgent(tx, key(thingName));
      const times = { receivedAt: clock.now(), now: clock.now() };
      const all = updates.map((value) => ({ ok: true as const, value }));
      const trees = (await findTrees(tx, connection.wireId, [thingName])).get(thingName);
      const { words, changed } = updateState(key(thingName), trees, all, times);
      await saveTrees(
        tx,
        connection.wireId,
        changed.map((tree) => ({ thingName, tree })),
      );
      await applyReports(
        inner,
        tx,
        connection,
        words.map((word) => ({ ...word, thingName })),
      );
    });
  }

  return {
    ...{ database, connection, clock, assets, devices, files, told, cancels, inner, worker, envelope, ids, tasks },
    create,
    /** A flow with one version; returns its id. */
    async createFlow(name: string): Promise<string> {
      const request = { params: { projectId }, body: { name, content: '[]' }, user: { name: 'Ana' } };
      const make = assets.routes['flows.create'] as (request: unknown) => Promise<{ id: string }>;
      return (await make(request)).id;
    },
    targets,
    says,
    preview: (body: Partial<CreateDeployment>) => previewDeployment(inner, projectId, { connectionId, ...body }),
    async command(actionId: string, command: Parameters<typeof commandDeployment>[2]) {
      const action = await store.findAction(database.root, actionId);
      if (!action) throw new Error('there is no such action');
      return commandDeployment(inner, action, command, 'Ana');
    },
    async previewRollback(actionId: string) {
      const action = await store.findAction(database.root, actionId);
      if (!action) throw new Error('there is no such action');
      return previewRollback(inner, action);
    },
    states: async (actionId: string) =>
      Object.fromEntries(Object.entries(await targets(actionId)).map(([name, row]) => [name, row.state])),
    action: async (actionId: string) => {
      const action = await store.findAction(database.root, actionId);
      if (!action) throw new Error('there is no such action');
      return action;
    },
    add: (name: string, status: DeviceStatus, part: Partial<DeviceSnapshot> = {}) =>
      void devices.set(name, { ...deviceOf(status, clock.now() - 1_000), ...part }),
    follow: (name: string) => follow(inner, connection, name),
    async desired(thingName: string, path: string) {
      const tree = await findTree(database.root, key(thingName), 'desired');
      return tree && valueAt(tree.state, path);
    },
    /** What a device says, in words. */
    report: (...reports: DeviceReport[]) => database.transaction((tx) => applyReports(inner, tx, connection, reports)),
    /** What a device says about the flow of an action. */
    async flow(actionId: string, thingName: string, state: FlowState, message?: string) {
      const row = (await targets(actionId))[thingName];
      const said = { about: 'flow' as const, assetId: 'a', updateId: row?.update_id ?? '', state, ts: 1 };
      const report: DeviceReport = { thingName, ...said, ...(message === undefined ? {} : { message }) };
      await database.transaction((tx) => applyReports(inner, tx, connection, [report]));
    },
  };
}

type FlowState = Extract<DeviceWord, { about: 'flow' }>['state'];

type Played = {
  database: Database;
  connection: ConnectionRef;
  clock: FakeClock;
  assets: Assets;
  devices: Map<string, DeviceSnapshot>;
  files: Map<string, FileVersionRef>;
  told: string[];
  cancels: string[];
  tasks: ReturnType<typeof createTasks>;
};

function makeDeps({ database, connection, clock, assets, devices, files, told, cancels, tasks }: Played) {
  return {
    ...{ database, clock, ids, assets, envelope, tasks, log, counters: createCounters() },
    connections: {
      find: async () => connection,
      findByWireId: async (wireId: string) => (wireId === connection.wireId ? connection : undefined),
    },
    findFile: async (_executor: unknown, fileId: string, number?: number) => files.get(`${fileId}/${number ?? 1}`),
    selectDevices: async () => [...devices.keys()],
    devices: {
      snapshots: async (_tx: unknown, _connection: unknown, names: readonly string[]) =>
        new Map([...devices].filter(([name]) => names.includes(name))),
      announce: async () => {},
    },
    agents: {
      async lock(tx: Executor, { wireId }: ConnectionRef, names: readonly string[]) {
        await lockAgents(tx, wireId, names);
      },
      changeDesired: (tx: Executor, to: ConnectionRef, orders: readonly Order[]) =>
        changeDesired(tx, to, orders, clock.now()),
      async trees(executor: Executor, wireId: string, names: readonly string[]) {
        const found = await findTrees(executor, wireId, names);
        return new Map([...found].map(([name, trees]) => [name, statesOf(trees)]));
      },
      treeSizes: sumSizes,
      deliver: async (_connection: unknown, names: readonly string[]) => void told.push(...names),
      wake: (_connection: unknown, names: readonly string[]) => void told.push(...names),
      cancelDeploys: async (_connection: unknown, asked: readonly { thingName: string }[]) =>
        void cancels.push(...asked.map(({ thingName }) => thingName)),
    },
  };
}

export const AGENT = { type: 'enebular-agent', v: '2.18.2' };

const deviceOf = (status: DeviceStatus, since: number): DeviceSnapshot => ({
  ...{ status, since, speaks: true, agent: AGENT, lastSeenAt: since, licensed: true, silence: null },
});

/** A change of what a device reports. */
export const reported = (path: string, state: JsonObject | boolean): StateUpdate => ({
  ...{ type: 'reported', op: 'set', path, state },
});
