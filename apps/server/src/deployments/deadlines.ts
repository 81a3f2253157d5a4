import type { Clock } from '@thingdock/effects';
import type { Agents } from '../agents/index.ts';
import type { ConnectionRef, Connections } from '../connections/index.ts';
import type { DeviceSnapshot, Devices } from '../devices/index.ts';
import type { Database } from '../platform/db/index.ts';
import { decide, saveChanges } from './change-targets.ts';
import * as store from './store.ts';
import type { TargetRow } from './tables.ts';
import { afterConnect, afterTime } from './target.ts';

export type DeadlineDeps = {
  database: Database;
  clock: Clock;
  connections: Pick<Connections, 'findByWireId'>;
  devices: Pick<Devices, 'snapshots'>;
  agents: Pick<Agents, 'withdrawFlow' | 'wake'>;
};

/** Ends what took too long, and says of the rest whether its device is there. */
export async function checkDeadlines(deps: DeadlineDeps): Promise<void> {
  const open = await store.listOpen(deps.database.root);
  for (const [wireId, targets] of Map.groupBy(open, (target) => target.wire_id)) {
    const connection = await deps.connections.findByWireId(wireId);
    const names = targets.map((target) => target.thing_name);
    const devices = connection && (await deps.devices.snapshots(deps.database.root, connection, names));
    for (const target of targets) await check(deps, connection, target, devices?.get(target.thing_name));
  }
}

/** Time again for what waited for a device that has just connected. */
export async function resume(
  { database, clock }: Pick<DeadlineDeps, 'database' | 'clock'>,
  connection: ConnectionRef,
  thingName: string,
): Promise<void> {
  await database.transaction(async (tx) => {
    const open = await store.lockOpen(tx, connection.wireId, [thingName]);
    await saveChanges(
      tx,
      { clock },
      decide(open, (target) => afterConnect(target, clock.now())),
    );
  });
}

async function check(
  { database, clock, agents }: DeadlineDeps,
  connection: ConnectionRef | undefined,
  row: TargetRow,
  device: DeviceSnapshot | undefined,
): Promise<void> {
  const next = (current: TargetRow) => decide([current], (target) => afterTime(target, device, clock.now()));
  const [planned] = next(row);
  if (!planned) return;
  const withdrawn = planned.target.state === 'timed_out' && device?.status !== 'connected';
  await database.transaction(async (tx) => {
    // An order that nobody waits for must not surprise a device that comes back later.
    if (withdrawn && connection) await withdraw(tx, connection);
    const open = await store.lockOpen(tx, row.wire_id, [row.thing_name]);
    const current = open.find((target) => target.update_id === row.update_id);
    if (current) await saveChanges(tx, { clock }, next(current));
  });
  if (withdrawn && connection) agents.wake(connection, [row.thing_name]);

  async function withdraw(tx: Parameters<typeof store.lockOpen>[0], through: ConnectionRef): Promise<void> {
    const [deployed] = await store.listDeployedFlows(tx, row.wire_id, [row.thing_name]);
    const { asset_id: had, update_id: hadUpdate } = deployed ?? {};
    const before = had && hadUpdate ? { assetId: had, updateId: hadUpdate } : undefined;
    const { version_id: assetId } = await store.findActionOrThrow(tx, row.action_id);
    const flow = { assetId: assetId ?? '', updateId: row.update_id };
    await agents.withdrawFlow(tx, through, { thingName: row.thing_name, flow, before });
  }
}
