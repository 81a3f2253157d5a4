import { Fault, type RollbackPreview } from '@thingdock/api';
import { among, collect, connectionOf, type FollowDeps, follow, insert, PAGE } from './follow-up.ts';
import { subjectOf } from './kinds.ts';
import { openVariables } from './order/contents.ts';
import type { ActionRow, TargetRow } from './tables.ts';
import * as targetStore from './target-store.ts';
import { type Had, nothingOf, type Wanted, wantedText } from './wanted.ts';

type Back = { row: TargetRow; wanted: Wanted };
/** Who gets back what, and how many are left alone and why. */
type Plan = { targets: Back[]; newer: number; cancelled: number };

/** What rolling back would do now. Nothing happens. */
export async function previewRollback(deps: FollowDeps, action: ActionRow): Promise<RollbackPreview> {
  const { targets, newer, cancelled } = await planRollback(deps, action);
  const to = new Map<string | null, number>();
  for (const { wanted } of targets) to.set(wantedText(wanted), (to.get(wantedText(wanted)) ?? 0) + 1);
  const changes = [...to].map(([text, devices]) => ({ to: text, devices })).sort((a, b) => b.devices - a.devices);
  return { devices: targets.length, newer, cancelled, changes };
}

/** Throws `nothing_to_roll_back`. */
export async function requireRollback(deps: FollowDeps, action: ActionRow, only?: readonly string[]): Promise<void> {
  if ((await planRollback(deps, action, only)).targets.length === 0) throw new Fault('nothing_to_roll_back');
}

/** Puts back what each device, or only these, had before an action told it something. Throws `nothing_to_roll_back`. */
export async function rollBack(
  deps: FollowDeps,
  action: ActionRow,
  by: string,
  only?: readonly string[],
): Promise<ActionRow> {
  const { targets } = await planRollback(deps, action, only);
  if (targets.length === 0) throw new Fault('nothing_to_roll_back');
  const same = targets.every(({ wanted }) => JSON.stringify(wanted) === JSON.stringify(targets[0]?.wanted));
  const common = same ? targets[0]?.wanted : undefined;
  const connection = await connectionOf(deps, action);
  const made = { ...follow(deps, action, connection, by), ...aboutOf(deps, action, common), rolls_back: action.id };
  const rows = targets.map(({ row, wanted }) => ({ thingName: row.thing_name, wanted, refusal: undefined }));
  await insert(deps, action, connection, { ...made, phase_sizes: [rows.length] }, rows);
  return made;
}

/** Devices that were told something newer are left alone, and those that went back when they were cancelled. */
async function planRollback(deps: FollowDeps, action: ActionRow, only?: readonly string[]): Promise<Plan> {
  const isMeant = among(only);
  const told = await collect(deps, action, (row) => row.attempt > 0 && isMeant(row));
  const had = told.filter(({ state }) => state !== 'cancelled');
  const newest = await findNewest(deps, action, had);
  const mine = had.filter((row) => row.state !== 'overridden' && newest.get(row.thing_name) === row.update_id);
  const targets = mine.map((row) => ({
    row,
    wanted: toWanted(row.had ?? nothingOf(row.subject, action.asset_name ?? '')),
  }));
  return { targets, newer: had.length - mine.length, cancelled: told.length - had.length };
}

/** Update of the newest order on the subject that each device was told. */
async function findNewest(
  { database }: FollowDeps,
  action: ActionRow,
  rows: readonly TargetRow[],
): Promise<Map<string, string>> {
  const newest = new Map<string, string>();
  const subject = subjectOf(action.kind, action.asset_id);
  for (let start = 0; start < rows.length; start += PAGE) {
    const names = rows.slice(start, start + PAGE).map((row) => row.thing_name);
    const some = await targetStore.listNewest(database.root, action.wire_id, names, subject);
    for (const [name, updateId] of some) newest.set(name, updateId);
  }
  return newest;
}

/** What the action that puts things back is about: what all devices get, as far as that is the same. */
function aboutOf({ envelope }: FollowDeps, action: ActionRow, common: Wanted | undefined): Partial<ActionRow> {
  const { asset_type, asset_id, asset_name } = action;
  if (common?.what === 'flow' || common?.what === 'file') {
    const { id, name, version, versionId } = common.what === 'flow' ? common.flow : common.file;
    const kind = common.what === 'flow' ? 'flow-deploy' : 'file-deploy';
    return { kind, asset_type: common.what, asset_id: id, asset_name: name, version, version_id: versionId };
  }
  if (common?.what === 'no-flow') return { kind: 'flow-remove' };
  if (common?.what === 'no-file') return { kind: 'file-remove', asset_type, asset_id, asset_name };
  if (common?.what === 'enable') return { kind: common.enable ? 'flow-start' : 'flow-stop' };
  if (common?.what === 'variables') {
    const names = Object.keys(openVariables(envelope, action.wire_id, common.sealed)).sort();
    return { variable_names: names, variables_sealed: common.sealed };
  }
  // A file is a subject of its own, so it stays named; flows differ from device to device.
  return asset_type === 'file' ? { asset_type, asset_id, asset_name } : {};
}

function toWanted(had: Had): Wanted {
  if (had.what === 'flow') return { what: 'flow', flow: had.flow };
  return had.what === 'file' ? { what: 'file', file: had.file } : had;
}
