import { Fault } from '@thingdock/api';
import type { ConnectionRef, Connections } from '../connections/index.ts';
import { blankAction, type CreateDeps, insertDeployment } from './create.ts';
import { subjectOf } from './kinds.ts';
import { openVariables } from './order/contents.ts';
import type { ActionRow, TargetRow } from './tables.ts';
import * as targetStore from './target-store.ts';
import { type Had, nothingOf, type Wanted, wantedOf } from './wanted.ts';

type Deps = CreateDeps & { connections: Pick<Connections, 'findByWireId'> };

const PAGE = 5_000;

/** Puts back what each device had before an action told it something. Devices that were told something newer are left alone. */
export async function rollBack(deps: Deps, action: ActionRow, by: string): Promise<ActionRow> {
  const told = await collect(deps, action, (row) => row.attempt > 0 && !LEFT_ALONE.has(row.state));
  const newest = await findNewest(deps, action, told);
  const mine = told.filter((row) => newest.get(row.thing_name) === row.update_id);
  const targets = mine.map((row) => ({
    row,
    wanted: toWanted(row.had ?? nothingOf(row.subject, action.asset_name ?? '')),
  }));
  if (targets.length === 0) throw new Fault('nothing_to_roll_back');
  const same = targets.every(({ wanted }) => JSON.stringify(wanted) === JSON.stringify(targets[0]?.wanted));
  const common = same ? targets[0]?.wanted : undefined;
  const connection = await connectionOf(deps, action);
  const made = { ...follow(deps, action, connection, by), ...aboutOf(deps, action, common), rolls_back: action.id };
  const rows = targets.map(({ row, wanted }) => ({ thingName: row.thing_name, wanted, refusal: undefined }));
  await insert(deps, action, connection, { ...made, phase_sizes: [rows.length] }, rows);
  return made;
}

const LEFT_ALONE = new Set(['overridden', 'cancelled']);

/** The same once more, where it failed. */
export async function retryFailed(deps: Deps, action: ActionRow, by: string): Promise<ActionRow> {
  const failed = await collect(deps, action, ({ state }) => state === 'failed' || state === 'timed_out');
  if (failed.length === 0) throw new Fault('nothing_failed');
  const connection = await connectionOf(deps, action);
  const { asset_type, asset_id, asset_name, version, version_id, variable_names, variables_sealed } = action;
  const about = { asset_type, asset_id, asset_name, version, version_id, variable_names, variables_sealed };
  const made = { ...follow(deps, action, connection, by), ...about, phase_sizes: [failed.length] };
  const rows = failed.map(({ thing_name, wanted }) => ({ thingName: thing_name, wanted, refusal: undefined }));
  await insert(deps, action, connection, made, rows);
  return made;
}

async function collect({ database }: Deps, action: ActionRow, test: (row: TargetRow) => boolean): Promise<TargetRow[]> {
  const found: TargetRow[] = [];
  for (let after = ''; ; ) {
    const page = await targetStore.listTargets(database.root, action.id, { after }, PAGE);
    const last = page.at(-1);
    if (!last) return found;
    found.push(...page.filter(test));
    after = last.thing_name;
  }
}

/** Update of the newest order on the subject that each device was told. */
async function findNewest(
  { database }: Deps,
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

async function connectionOf({ connections }: Deps, action: ActionRow): Promise<ConnectionRef> {
  const connection = await connections.findByWireId(action.wire_id);
  if (connection?.projectId !== action.project_id)
    throw new Fault('connection_not_active', { details: { state: 'not active' } });
  return connection;
}

function follow({ ids, clock }: Deps, action: ActionRow, connection: ConnectionRef, requestedBy: string): ActionRow {
  const now = new Date(clock.now());
  const { kind, silence_seconds, absence_seconds, retries } = action;
  const blank = blankAction({ id: ids.uuid(), kind, connection, requestedBy, now });
  return { ...blank, silence_seconds, absence_seconds, retries };
}

/** What the action that puts things back is about: what all devices get, as far as that is the same. */
function aboutOf({ envelope }: Deps, action: ActionRow, common: Wanted | undefined): Partial<ActionRow> {
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

async function insert(
  deps: Deps,
  from: ActionRow,
  connection: ConnectionRef,
  action: ActionRow,
  rows: readonly { thingName: string; wanted: Wanted | null; refusal: undefined }[],
): Promise<void> {
  const own = JSON.stringify(wantedOf(action));
  // Only what differs from the action is kept with each target.
  const targets = rows.map((row) => ({ ...row, wanted: JSON.stringify(row.wanted) === own ? null : row.wanted }));
  const subject = subjectOf(from.kind, from.asset_id);
  await insertDeployment(deps, { action, connection, subject, targets, phaseOf: new Map() });
}

function toWanted(had: Had): Wanted {
  if (had.what === 'flow') return { what: 'flow', flow: had.flow };
  return had.what === 'file' ? { what: 'file', file: had.file } : had;
}
