import type { Role } from '@thingdock/api';
import { sql } from 'kysely';
import { type Executor, prepared, storable } from '../platform/db/index.ts';
import type { SignedIn } from '../platform/http/index.ts';
import type { Standing } from './store.ts';
import type { PeopleTables } from './tables.ts';

/** A token's last use is kept to the minute, so that reading does not mean writing each time. */
const USE_RESOLUTION_MS = 60_000;

export type StoredToken = { id: string; name: string; created_at: Date; last_used_at: Date | null };

export async function insertToken(
  executor: Executor,
  token: { id: string; userId: string; name: string; hash: string; createdAt: Date },
): Promise<void> {
  await executor
    .withTables<PeopleTables>()
    .insertInto('api_tokens')
    .values({
      id: token.id,
      user_id: token.userId,
      name: token.name,
      token_hash: token.hash,
      created_at: token.createdAt,
      last_used_at: null,
    })
    .execute();
}

/**
 * The user whose token has this hash, and where they stand in a project, in one statement since every request asks for both;
 * notes that the token was used.
 */
export async function findByToken(
  executor: Executor,
  { hash, projectId = '' }: { hash: string; projectId?: string | undefined },
  now: Date,
): Promise<{ user: SignedIn; standing: Standing } | undefined> {
  type Found = SignedIn & { project_id: string | null; role: Role | null; last_used_at: Date | null };
  const { rows } =
    await sql<Found>`${prepared} select u.id as "userId", u.name, u.email, u.administrator, t.last_used_at,
      p.id as project_id, m.role
    from api_tokens t join users u on u.id = t.user_id left join projects p on p.id = ${storable(projectId)}
    left join members m on m.project_id = p.id and m.user_id = u.id where t.token_hash = ${hash}`.execute(executor);
  const [row] = rows;
  if (!row) return undefined;
  const { last_used_at, project_id, role, ...user } = row;
  if (!last_used_at || now.getTime() - last_used_at.getTime() > USE_RESOLUTION_MS)
    await executor
      .withTables<PeopleTables>()
      .updateTable('api_tokens')
      .set({ last_used_at: now })
      .where('token_hash', '=', hash)
      .execute();
  return { user, standing: { exists: project_id !== null, role: role ?? undefined } };
}

export function listTokens(executor: Executor, userId: string): Promise<StoredToken[]> {
  return executor
    .withTables<PeopleTables>()
    .selectFrom('api_tokens')
    .select(['id', 'name', 'created_at', 'last_used_at'])
    .where('user_id', '=', userId)
    .orderBy('created_at')
    .execute();
}

/** Whether there was such a token of this user. */
export async function deleteToken(executor: Executor, userId: string, id: string): Promise<boolean> {
  const { numDeletedRows } = await executor
    .withTables<PeopleTables>()
    .deleteFrom('api_tokens')
    .where('user_id', '=', userId)
    .where('id', '=', id)
    .executeTakeFirst();
  return numDeletedRows > 0n;
}
