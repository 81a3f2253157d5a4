import type { DevicePage } from '@thingdock/api';
import type { Executor } from '../../platform/db/index.ts';
import { type Order, type Position, readCursor, writeCursor } from './cursor.ts';
import type { Filter } from './filter.ts';
import { type Part, partsByAgent, partsFrom, partsOf } from './parts.ts';
import { type Present, presentAll } from './present.ts';
import { findPage, type ListedRow, listVersions, type Scope } from './store.ts';
import { matchingVersions } from './versions.ts';

export type Wish = { filter: Filter; order: Order; after?: string | undefined; limit: number };

/**
 * A page of the devices that a filter lets through. Pages read one after the other are together exactly those devices,
 * whatever changes in between, except for devices whose place in the order changes. Throws `cursor_invalid`.
 */
export async function find(
  { executor, ...around }: { executor: Executor } & Present,
  scope: Scope,
  { filter: asked, order, after, limit }: Wish,
): Promise<DevicePage> {
  const cursor = after === undefined ? undefined : readCursor(order, after);
  const { filter, versions } = await withVersions(executor, scope, asked, order);
  const all = order.sort === 'agent' ? partsByAgent(order, versions, cursor?.part) : partsOf(order, filter);
  const found: { row: ListedRow; part: Part }[] = [];
  for (const part of partsFrom(all, cursor?.part)) {
    // One more than asked for tells whether there is a next page.
    const wanted = limit + 1 - found.length;
    if (wanted === 0) break;
    const behind = part.key === cursor?.part ? cursor : undefined;
    const { descending } = order;
    const rows = await findPage(executor, scope, { filter, part, descending, after: behind, limit: wanted });
    found.push(...rows.map((row) => ({ row, part })));
  }
  const shown = found.slice(0, limit);
  const last = shown.at(-1);
  return {
    items: await presentAll(
      around,
      shown.map(({ row }) => row),
      scope.connections,
    ),
    next: last && found.length > limit ? writeCursor(order, positionOf(last)) : null,
  };
}

/** Puts in place of wishes about versions the versions that there are. */
export async function withVersions(executor: Executor, scope: Scope, asked: Filter, order?: Order) {
  if (!asked.versions && order?.sort !== 'agent') return { filter: asked, versions: [] };
  const known = await listVersions(executor, scope.projectId);
  if (!asked.versions) return { filter: asked, versions: known };
  const versions = matchingVersions(known, asked.versions);
  return { filter: { ...asked, versions: versions.map((name) => ({ name })) }, versions };
}

const positionOf = ({ row, part }: { row: ListedRow; part: Part }): Position => ({
  part: part.key,
  seen: row.seen_text ?? null,
  name: row.thing_name,
  connectionId: row.connection_id,
});
