import type { Role } from '@thingdock/api';
import { sql } from 'kysely';
import { type Executor, storable } from '../platform/db/index.ts';
import type { PeopleTables } from './tables.ts';

export type StoredUser = { id: string; name: string; email: string; administrator: boolean };
export type StoredProject = { id: string; name: string; created_at: Date; role: Role };

const db = (executor: Executor) => executor.withTables<PeopleTables>();
const USER = ['id', 'name', 'email', 'administrator'] as const;

/** Whether anybody can sign in yet. Users without a password, such as the set-up service, do not count. */
export async function hasUsers(executor: Executor): Promise<boolean> {
  return (await db(executor).selectFrom('accounts').select('id').limit(1).executeTakeFirst()) !== undefined;
}

export function findUser(executor: Executor, id: string): Promise<StoredUser | undefined> {
  return db(executor).selectFrom('users').select(USER).where('id', '=', id).executeTakeFirst();
}

export function findUserByEmail(executor: Executor, email: string): Promise<StoredUser | undefined> {
  return db(executor).selectFrom('users').select(USER).where('email', '=', email).executeTakeFirst();
}

export function listUsers(executor: Executor): Promise<StoredUser[]> {
  return db(executor).selectFrom('users').select(USER).orderBy('email').execute();
}

/** Inserts a user; with a password hash they can sign in. Returns false when the address is taken. */
export async function insertUser(
  tx: Executor,
  user: StoredUser & { passwordHash: string | undefined; accountId: string; now: Date },
): Promise<boolean> {
  const { id, name, email, administrator, now } = user;
  const { numInsertedOrUpdatedRows } = await db(tx)
    .insertInto('users')
    .values({ id, name, email, administrator, emailVerified: false, createdAt: now, updatedAt: now })
    .onConflict((conflict) => conflict.column('email').doNothing())
    .executeTakeFirst();
  if (!numInsertedOrUpdatedRows) return false;
  if (user.passwordHash !== undefined)
    await db(tx)
      .insertInto('accounts')
      .values({
        id: user.accountId,
        accountId: id,
        // better-auth's name for e-mail and password.
        providerId: 'credential',
        userId: id,
        password: user.passwordHash,
        createdAt: now,
        updatedAt: now,
      })
      .execute();
  return true;
}

export async function saveSetupLink(executor: Executor, tokenHash: string, expiresAt: Date): Promise<void> {
  const link = { token_hash: tokenHash, expires_at: expiresAt };
  await db(executor)
    .insertInto('setup_links')
    .values({ id: 1, ...link })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(link))
    .execute();
}

/** Uses the link up; true for one caller only. */
export async function takeSetupLink(tx: Executor, tokenHash: string, now: Date): Promise<boolean> {
  const { numDeletedRows } = await db(tx)
    .deleteFrom('setup_links')
    .where('token_hash', '=', tokenHash)
    .where('expires_at', '>', now)
    .executeTakeFirst();
  return numDeletedRows > 0n;
}

/** Whether there is a project, and what somebody is in it. */
export type Standing = { exists: boolean; role: Role | undefined };

export async function findStanding(executor: Executor, projectId: string, userId: string): Promise<Standing> {
  const row = await db(executor)
    .selectFrom('projects')
    .leftJoin('members', (join) =>
      join.onRef('members.project_id', '=', 'projects.id').on('members.user_id', '=', userId),
    )
    .select('members.role')
    .where('projects.id', '=', storable(projectId))
    .executeTakeFirst();
  return { exists: row !== undefined, role: row?.role ?? undefined };
}

/** Returns false when the name is taken; names differ by more than case. */
export async function insertProject(tx: Executor, project: { id: string; name: string; now: Date }): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await db(tx)
    .insertInto('projects')
    .values({ id: project.id, name: project.name, created_at: project.now })
    .onConflict((conflict) => conflict.expression(sql`lower(name)`).doNothing())
    .executeTakeFirst();
  return (numInsertedOrUpdatedRows ?? 0n) > 0n;
}

/** The projects that a user is a member of, with their role; all of them, as owner, for an administrator. */
export function listProjects(
  executor: Executor,
  user: { userId: string; administrator: boolean },
  id?: string,
): Promise<StoredProject[]> {
  const role = user.administrator ? sql<Role>`'owner'` : sql<Role>`members.role`;
  return db(executor)
    .selectFrom('projects')
    .leftJoin('members', (join) =>
      join.onRef('members.project_id', '=', 'projects.id').on('members.user_id', '=', user.userId),
    )
    .select(['projects.id', 'projects.name', 'projects.created_at', role.as('role')])
    .$if(!user.administrator, (query) => query.where('members.user_id', 'is not', null))
    .$if(id !== undefined, (query) => query.where('projects.id', '=', id ?? ''))
    .orderBy('projects.name')
    .execute();
}

export async function findMemberRole(executor: Executor, projectId: string, userId: string): Promise<Role | undefined> {
  const row = await db(executor)
    .selectFrom('members')
    .select('role')
    .where('project_id', '=', projectId)
    .where('user_id', '=', userId)
    .executeTakeFirst();
  return row?.role;
}

export function listMembers(executor: Executor, projectId: string): Promise<(StoredUser & { role: Role })[]> {
  return db(executor)
    .selectFrom('members')
    .innerJoin('users', 'users.id', 'members.user_id')
    .select(['users.id', 'users.name', 'users.email', 'users.administrator', 'members.role'])
    .where('project_id', '=', projectId)
    .orderBy('users.email')
    .execute();
}

export async function saveMember(tx: Executor, projectId: string, userId: string, role: Role): Promise<void> {
  await db(tx)
    .insertInto('members')
    .values({ project_id: projectId, user_id: userId, role })
    .onConflict((conflict) => conflict.columns(['project_id', 'user_id']).doUpdateSet({ role }))
    .execute();
}

export async function deleteMember(tx: Executor, projectId: string, userId: string): Promise<void> {
  await db(tx).deleteFrom('members').where('project_id', '=', projectId).where('user_id', '=', userId).execute();
}

/** How many owners a project has. Locks the project, so that two owners cannot leave at once. */
export async function countOwners(tx: Executor, projectId: string): Promise<number> {
  await db(tx).selectFrom('projects').select('id').where('id', '=', projectId).forUpdate().execute();
  const rows = await db(tx)
    .selectFrom('members')
    .select('user_id')
    .where('project_id', '=', projectId)
    .where('role', '=', 'owner')
    .execute();
  return rows.length;
}
