import { fieldFault, type Licence, type LicencePage } from '@thingdock/api';
import type { Executor } from '../platform/db/index.ts';
import * as store from './store.ts';

const USUAL_LIMIT = 50;
const MOST = 500;

type Query = {
  state?: 'registered' | 'deleted' | undefined;
  connectionId?: string | undefined;
  name?: string | undefined;
  after?: string | undefined;
  limit?: string | undefined;
};

/** A page of a project's licences, the newest first. Throws `cursor_invalid` for an `after` that no answer gave. */
export async function listPage(executor: Executor, projectId: string, query: Query): Promise<LicencePage> {
  const { state, connectionId, name } = query;
  const limit = Math.min(Number(query.limit ?? USUAL_LIMIT), MOST);
  const after = query.after === undefined ? undefined : readId(query.after);
  const wish = { projectId, state, connectionId, name, after, limit: limit + 1 };
  const rows = await store.listLicences(executor, wish);
  const pool = await store.getPool(executor, projectId);
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return {
    items: page.map(toLicence),
    next: last && rows.length > limit ? String(last.id) : null,
    limit: pool.limit,
    registered: pool.registered,
    registerNew: pool.registerNew,
  };
}

const toLicence = (row: store.ListedLicence): Licence => ({
  id: String(row.id),
  projectId: row.project_id,
  connectionId: row.connection_id,
  connectionName: row.current_name ?? row.connection_name,
  device: row.thing_name,
  state: row.state,
  registeredAt: row.registered_at.toISOString(),
  registeredBy: row.registered_by,
  deletedAt: row.deleted_at?.toISOString() ?? null,
  deletedBy: row.deleted_by,
});

function readId(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw fieldFault('after', 'cursor_invalid');
  return Number(text);
}
