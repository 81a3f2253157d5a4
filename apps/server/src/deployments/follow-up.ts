import { Fault } from '@thingdock/api';
import type { ConnectionRef, Connections } from '../connections/index.ts';
import { blankAction, type CreateDeps, insertDeployment } from './create.ts';
import { subjectOf } from './kinds.ts';
import type { ActionRow, TargetRow } from './tables.ts';
import * as targetStore from './target-store.ts';
import { type Wanted, wantedOf } from './wanted.ts';

export type FollowDeps = CreateDeps & { connections: Pick<Connections, 'findByWireId'> };

/** Targets that are read at a time. */
export const PAGE = 5_000;

/** Whether a target is one of those that were named; without names all are. */
export function among(only: readonly string[] | undefined): (row: Pick<TargetRow, 'thing_name'>) => boolean {
  const names = only && new Set(only);
  return ({ thing_name }) => names === undefined || names.has(thing_name);
}

/** The same once more, where it failed; `only`: on these devices. */
export async function retryFailed(
  deps: FollowDeps,
  action: ActionRow,
  by: string,
  only?: readonly string[],
): Promise<ActionRow> {
  const isMeant = among(only);
  const failed = await collect(
    deps,
    action,
    (row) => (row.state === 'failed' || row.state === 'timed_out') && isMeant(row),
  );
  if (failed.length === 0) throw new Fault('nothing_failed');
  const connection = await connectionOf(deps, action);
  const { asset_type, asset_id, asset_name, version, version_id, variable_names, variables_sealed } = action;
  const about = { asset_type, asset_id, asset_name, version, version_id, variable_names, variables_sealed };
  const made = { ...follow(deps, action, connection, by), ...about, phase_sizes: [failed.length] };
  const rows = failed.map(({ thing_name, wanted }) => ({ thingName: thing_name, wanted, refusal: undefined }));
  await insert(deps, action, connection, made, rows);
  return made;
}

/** All targets of an action that pass a test, by name. */
export async function collect(
  { database }: FollowDeps,
  action: ActionRow,
  test: (row: TargetRow) => boolean,
): Promise<TargetRow[]> {
  const found: TargetRow[] = [];
  for (let after = ''; ; ) {
    const page = await targetStore.listTargets(database.root, action.id, { after }, PAGE);
    const last = page.at(-1);
    if (!last) return found;
    found.push(...page.filter(test));
    after = last.thing_name;
  }
}

export async function connectionOf({ connections }: FollowDeps, action: ActionRow): Promise<ConnectionRef> {
  const connection = await connections.findByWireId(action.wire_id);
  if (connection?.projectId !== action.project_id)
    throw new Fault('connection_not_active', { details: { state: 'not active' } });
  return connection;
}

/** An action that follows from another: its kind and limits, nothing of its content. */
export function follow(
  { ids, clock }: FollowDeps,
  action: ActionRow,
  connection: ConnectionRef,
  requestedBy: string,
): ActionRow {
  const now = new Date(clock.now());
  const { kind, silence_seconds, absence_seconds, retries } = action;
  const blank = blankAction({ id: ids.uuid(), kind, connection, requestedBy, now });
  return { ...blank, silence_seconds, absence_seconds, retries };
}

export async function insert(
  deps: FollowDeps,
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
