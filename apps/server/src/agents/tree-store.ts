import type { JsonObject, StateDocument, StateType } from '@thingdock/device-protocol';
import { sql } from 'kysely';
import type { Executor } from '../platform/db/index.ts';
import type { AgentKey, AgentTables, StateRow } from './tables.ts';

const db = (executor: Executor) => executor.withTables<AgentTables>();

/** A tree as it is kept: `applied` says for each path when the newest change of it reached AWS (ms). */
export type Tree = StateDocument & { size: number; applied: Readonly<Record<string, number>> };

/** Those of a device, as far as there are any. */
export type Trees = ReadonlyMap<StateType, Tree>;

/** Trees of devices, all types or one. Lock the agents first: their rows stand for their trees. */
export async function findTrees(
  executor: Executor,
  wireId: string,
  names: readonly string[],
  type?: StateType,
): Promise<Map<string, Map<StateType, Tree>>> {
  const rows = await db(executor)
    .selectFrom('device_states')
    .selectAll()
    .where('wire_id', '=', wireId)
    .where('thing_name', '=', (any) => any.fn.any(any.val(names)))
    .$if(type !== undefined, (query) => query.where('type', '=', type ?? 'desired'))
    .execute();
  const byThing = new Map<string, Map<StateType, Tree>>();
  for (const row of rows) {
    const trees = byThing.get(row.thing_name) ?? new Map<StateType, Tree>();
    byThing.set(row.thing_name, trees.set(row.type, toTree(row)));
  }
  return byThing;
}

export async function findTree(executor: Executor, key: AgentKey, type: StateType): Promise<Tree | undefined> {
  return (await findTrees(executor, key.wireId, [key.thingName], type)).get(key.thingName)?.get(type);
}

export type TreeChange = { thingName: string; tree: Tree };

/** Stores trees, each of which must have a meta. */
export async function saveTrees(tx: Executor, wireId: string, changes: readonly TreeChange[]): Promise<void> {
  if (changes.length === 0) return;
  await db(tx)
    .insertInto('device_states')
    .values(changes.map((change) => toRow(wireId, change)))
    .onConflict((conflict) =>
      conflict.columns(['wire_id', 'thing_name', 'type']).doUpdateSet((row) => ({
        state: row.ref('excluded.state'),
        size: row.ref('excluded.size'),
        ts: row.ref('excluded.ts'),
        uid: row.ref('excluded.uid'),
        p_hash: row.ref('excluded.p_hash'),
        hash: row.ref('excluded.hash'),
        applied: row.ref('excluded.applied'),
      })),
    )
    .execute();
}

function toRow(wireId: string, { thingName, tree }: TreeChange) {
  const { type, state, meta, applied } = tree;
  if (!meta) throw new Error('A tree without a revision cannot be stored.');
  const text = JSON.stringify(state);
  return {
    wire_id: wireId,
    thing_name: thingName,
    type,
    state: text,
    size: Buffer.byteLength(text),
    ts: meta.ts,
    uid: meta.uId,
    p_hash: meta.pHash,
    hash: meta.hash,
    applied: JSON.stringify(applied),
  };
}

function toTree(row: StateRow): Tree {
  return {
    type: row.type,
    state: JSON.parse(row.state) as JsonObject,
    meta: { v: 1, ts: row.ts, uId: row.uid, pHash: row.p_hash, hash: row.hash },
    ref: {},
    size: row.size,
    applied: JSON.parse(row.applied) as Record<string, number>,
  };
}

/**
 * Those of the ids that some desired tree names, as versions of flows (`flow.flow.assetId`) or keys of files (of
 * `assets.assets.ID`). Reads each tree once, however many ids there are.
 */
export async function whichDesired(executor: Executor, ids: readonly string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const { rows } = await sql<{ id: string }>`
    select distinct named.id from device_states
    cross join lateral (
      select state::json #>> '{flow,flow,assetId}' as id
      union all
      select file.value #>> '{config,fileTypeConfig,internalSrcConfig,key}'
      from json_each(case json_typeof(state::json #> '{assets,assets}') when 'object'
        then state::json #> '{assets,assets}' else '{}' end) as file
    ) as named
    where type = 'desired' and named.id = any(${[...ids]}::text[])`.execute(executor);
  return new Set(rows.map((row) => row.id));
}
