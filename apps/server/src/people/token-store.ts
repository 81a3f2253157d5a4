import type { Executor } from '../platform/db/index.ts';
import type { SignedIn } from '../platform/http/index.ts';
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

/** The user whose token has this hash; notes that it was used. */
export async function findByToken(executor: Executor, hash: string, now: Date): Promise<SignedIn | undefined> {
  const db = executor.withTables<PeopleTables>();
  const row = await db
    .selectFrom('api_tokens')
    .innerJoin('users', 'users.id', 'api_tokens.user_id')
    .select(['users.id as userId', 'users.name', 'users.email', 'users.administrator', 'last_used_at'])
    .where('token_hash', '=', hash)
    .executeTakeFirst();
  if (!row) return undefined;
  const { last_used_at, ...user } = row;
  if (!last_used_at || now.getTime() - last_used_at.getTime() > USE_RESOLUTION_MS)
    await db.updateTable('api_tokens').set({ last_used_at: now }).where('token_hash', '=', hash).execute();
  return user;
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
