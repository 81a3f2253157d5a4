import type { Clock, Ids } from '@thingdock/effects';
import type { Agents, Order } from '../../agents/index.ts';
import type { ConnectionRef } from '../../connections/index.ts';
import type { DeviceSnapshot, Devices } from '../../devices/index.ts';
import type { Executor } from '../../platform/db/index.ts';
import { noteEnabled, notePlanned } from '../deployed-store.ts';
import { subjectOf } from '../kinds.ts';
import { limitsOf } from '../limits.ts';
import { isAlready } from '../reports/already.ts';
import { SO_ALREADY } from '../reports/progress.ts';
import type { ActionRow, TargetRow } from '../tables.ts';
import { begin, ended, held, type Target } from '../target.ts';
import * as targetStore from '../target-store.ts';
import { changeOf, type Wanted, wantedOf } from '../wanted.ts';
import { type ContentDeps, readContents } from './contents.ts';
import { findHad, type HadDeps, hadOr } from './had.ts';
import { overrideOthers } from './override.ts';
import { byMessage, refusalOf } from './refusal.ts';

export type OrderDeps = ContentDeps &
  HadDeps & {
    clock: Pick<Clock, 'now'>;
    ids: Ids;
    devices: Pick<Devices, 'snapshots'>;
    agents: Pick<Agents, 'changeDesired' | 'trees' | 'lock'>;
  };

/** `told`: devices that were ordered; `ended`: actions of which targets have ended on the way. */
export type Ordered = { told: string[]; ended: string[]; tooLarge: ReadonlyMap<string, number> };

type Work = { connection: ConnectionRef; action: ActionRow; now: number; devices: Map<string, DeviceSnapshot> };
type Step = { row: TargetRow; wanted: Wanted; target: Target; updateId: string };

/**
 * Orders what an action wants of locked targets: not begun, held or to be tried again. Their devices' agents are locked, too.
 * Part of the caller's transaction; who was told is to be delivered to after it.
 */
export async function orderTargets(
  deps: OrderDeps,
  tx: Executor,
  { connection, action, rows }: { connection: ConnectionRef; action: ActionRow; rows: readonly TargetRow[] },
): Promise<Ordered> {
  const names = rows.map((row) => row.thing_name);
  const devices = await deps.devices.snapshots(tx, connection, names);
  const work: Work = { connection, action, now: deps.clock.now(), devices };
  const overridden = await overrideOthers(deps, tx, { connection, action, names });
  const steps = await sortOut(deps, tx, work, rows);
  const orders = steps.filter(({ target }) => target.waitsFor === null || target.waitsFor === 'offline');
  const going = orders.filter(({ target }) => target.state !== 'failed');
  const given = await give(deps, tx, work, going);
  await targetStore.saveTargets(tx, await withHad(deps, tx, work, { steps, given }), new Date(work.now));
  const told = going.filter(({ row }) => !given.refused.has(row.thing_name));
  const ordered = told.map(({ row }) => row.thing_name);
  await note(tx, work, ordered);
  // Who is just carrying out an older order will say something else yet.
  const quiet = told.filter(({ row }) => !overridden.names.has(row.thing_name));
  const settled = await settle(deps, tx, work, quiet);
  const some = told.length < steps.length || settled;
  return {
    told: ordered,
    ended: some ? [action.id, ...overridden.actions] : overridden.actions,
    tooLarge: given.tooLarge,
  };
}

/** What each target becomes before its device is told: begun, held, or refused. */
async function sortOut(deps: OrderDeps, tx: Executor, work: Work, rows: readonly TargetRow[]): Promise<Step[]> {
  const { action, now, devices } = work;
  const busy = await busyWithFlow(tx, work, rows);
  const limits = limitsOf(action);
  return rows.map((row) => {
    const wanted = row.wanted ?? wantedOf(action);
    const device = devices.get(row.thing_name);
    const before = targetStore.toTarget(row);
    const updateId = row.attempt === 0 ? row.update_id : deps.ids.uuid();
    const ability = { agent: device?.agent ?? null, licensed: device?.licensed ?? false, gone: !device };
    const refusal = refusalOf(ability, wanted);
    if (refusal) return { row, wanted, updateId, target: ended(before, 'failed', refusal.text) };
    if (wanted.what === 'enable' && busy.has(row.thing_name))
      return { row, wanted, updateId, target: held(before, BUSY, now) };
    return { row, wanted, updateId, target: begin(before, device, limits, now) };
  });
}

const BUSY = 'The device is at another deployment of its flow; this follows when that has ended.';

/** Devices whose flow is just being changed: starting or stopping it waits for that. */
async function busyWithFlow(
  tx: Executor,
  { connection, action }: Work,
  rows: readonly TargetRow[],
): Promise<Set<string>> {
  const names = rows.filter((row) => (row.wanted ?? wantedOf(action)).what === 'enable').map((row) => row.thing_name);
  if (names.length === 0) return new Set();
  const open = await targetStore.lockOpen(tx, connection.wireId, names, 'flow');
  return new Set(open.filter((row) => row.attempt > 0 && row.waits_for !== 'offline').map((row) => row.thing_name));
}

/** `refused`: why devices cannot be told, in words; `tooLarge`: those for the size of their state, in bytes. */
type Given = { refused: ReadonlyMap<string, string>; tooLarge: ReadonlyMap<string, number> };

async function give(deps: OrderDeps, tx: Executor, work: Work, steps: readonly Step[]): Promise<Given> {
  const { connection, now, devices } = work;
  const wanted = steps.map((step) => step.wanted);
  const contents = await readContents(deps, tx, connection.wireId, wanted);
  const refused = new Map<string, string>();
  const orders = steps.flatMap(({ row, wanted, updateId }): Order[] => {
    const change = changeOf(wanted, contents, { updateId, ts: now });
    if (!change) refused.set(row.thing_name, 'The version was deleted.');
    const agent = devices.get(row.thing_name)?.agent ?? null;
    return change ? [{ thingName: row.thing_name, change, byMessage: byMessage(agent, wanted) }] : [];
  });
  const tooLarge = await deps.agents.changeDesired(tx, connection, orders);
  for (const [name, size] of tooLarge) refused.set(name, tooLargeText(size));
  return { refused, tooLarge };
}

const tooLargeText = (size: number): string =>
  `The state of the device would be ${size} bytes, more than it can be sent. Remove other files from it first.`;

/** Targets with what their devices had before, and those that cannot be told after all. */
async function withHad(
  deps: OrderDeps,
  tx: Executor,
  { connection, action }: Work,
  { steps, given }: { steps: readonly Step[]; given: Given },
): Promise<targetStore.SavedTarget[]> {
  const subject = subjectOf(action.kind, action.asset_id);
  const names = steps.map(({ row }) => row.thing_name);
  const had = await findHad(deps, tx, { wireId: connection.wireId, subject }, names);
  return steps.map(({ row, target, updateId }) => {
    const text = given.refused.get(row.thing_name);
    if (text !== undefined) return { row, target: { ...ended(target, 'failed', text), attempt: row.attempt } };
    return { row, target, updateId, had: row.had ?? hadOr(had, row.thing_name, subject, action.asset_name ?? '') };
  });
}

/** Keeps what devices are shown to be told. */
async function note(tx: Executor, { action, connection }: Work, told: readonly string[]): Promise<void> {
  if (told.length === 0) return;
  if (action.kind === 'flow-deploy' || action.kind === 'flow-remove') await notePlanned(tx, action, told);
  if (action.kind === 'flow-start' || action.kind === 'flow-stop')
    await noteEnabled(tx, connection, told, action.kind === 'flow-start');
}

/** Ends what the devices said to be so before they were told: they would say nothing more. Returns whether any was. */
async function settle(
  deps: OrderDeps,
  tx: Executor,
  { connection, action, now }: Work,
  steps: readonly Step[],
): Promise<boolean> {
  const asked = steps.filter(({ wanted }) => wanted.what !== 'flow' && wanted.what !== 'file');
  if (asked.length === 0) return false;
  const names = asked.map(({ row }) => row.thing_name);
  const trees = await deps.agents.trees(tx, connection.wireId, names);
  const done = asked
    .filter(({ row, wanted }) => isAlready(wanted, trees.get(row.thing_name) ?? {}))
    .map(({ row }) => row.thing_name);
  const rows = await targetStore.lockTargets(tx, action.id, done);
  const changes = rows.map((row) => ({ row, target: ended(targetStore.toTarget(row), 'deployed', SO_ALREADY) }));
  await targetStore.saveTargets(tx, changes, new Date(now));
  return changes.length > 0;
}
