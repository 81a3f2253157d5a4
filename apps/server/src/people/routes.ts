import { Fault, type User } from '@thingdock/api';
import type { Clock, Ids } from '@thingdock/effects';
import { announce } from '../events/index.ts';
import type { Database } from '../platform/db/index.ts';
import type { Handlers } from '../platform/http/index.ts';
import { may } from './access.ts';
import type { MadeToken, Setup } from './setup.ts';
import * as store from './store.ts';
import { deleteToken, insertToken, listTokens } from './token-store.ts';
import { hashToken, newToken } from './tokens.ts';

type Deps = { database: Database; clock: Clock; ids: Ids; setup: Setup };

type PeopleRoutes = Pick<
  Handlers,
  | 'setup.complete'
  | 'me.get'
  | 'tokens.list'
  | 'tokens.create'
  | 'tokens.delete'
  | 'users.list'
  | 'users.create'
  | 'projects.list'
  | 'projects.create'
  | 'projects.get'
  | 'members.list'
  | 'members.set'
  | 'members.remove'
>;

export function peopleRoutes(deps: Deps): PeopleRoutes {
  return { ...userRoutes(deps), ...tokenRoutes(deps), ...projectRoutes(deps), ...memberRoutes(deps) };
}

function userRoutes({ database, setup }: Deps) {
  return {
    'setup.complete': async ({ body }) => {
      const { user, token } = await setup.complete(body);
      return { user: toUser(user), token: toNewToken(token) };
    },
    'me.get': async ({ user }) => toUser({ id: user.userId, ...user }),
    'users.list': async () => ({ items: (await store.listUsers(database.root)).map(toUser) }),
    'users.create': async ({ body }) => toUser(await setup.createUser(body)),
  } satisfies Partial<PeopleRoutes>;
}

function tokenRoutes({ database, clock, ids }: Deps) {
  return {
    'tokens.list': async ({ user }) => ({
      items: (await listTokens(database.root, user.userId)).map((token) => ({
        id: token.id,
        name: token.name,
        createdAt: token.created_at.toISOString(),
        lastUsedAt: token.last_used_at?.toISOString() ?? null,
      })),
    }),
    'tokens.create': async ({ body, user }) => {
      const token = { id: ids.uuid(), name: body.name.trim(), createdAt: new Date(clock.now()), token: newToken(ids) };
      await insertToken(database.root, { ...token, userId: user.userId, hash: hashToken(token.token) });
      return toNewToken(token);
    },
    'tokens.delete': async ({ params, user }) => {
      if (!(await deleteToken(database.root, user.userId, params.tokenId)))
        throw new Fault('not_found', { details: { what: 'API token' } });
      return {};
    },
  } satisfies Partial<PeopleRoutes>;
}

function projectRoutes({ database, clock, ids }: Deps) {
  return {
    'projects.list': async ({ user }) => {
      const projects = await store.listProjects(database.root, user);
      return { items: projects.filter(({ role }) => may(role, 'project.read')).map(toProject) };
    },
    'projects.get': async ({ params, user }) => {
      const [project] = await store.listProjects(database.root, user, params.projectId);
      if (!project) throw new Fault('not_found', { details: { what: 'project' } });
      return toProject(project);
    },
    'projects.create': async ({ body, user }) => {
      const project = { id: ids.uuid(), name: body.name.trim(), now: new Date(clock.now()) };
      await database.transaction(async (tx) => {
        if (!(await store.insertProject(tx, project)))
          throw new Fault('project_name_taken', { details: { name: project.name } });
        await store.saveMember(tx, project.id, user.userId, 'owner');
        await announce(tx, { type: 'project', projectId: project.id, keys: [project.id] });
      });
      return toProject({ ...project, created_at: project.now, role: 'owner' });
    },
  } satisfies Partial<PeopleRoutes>;
}

function memberRoutes({ database }: Deps) {
  /** Somebody other than this user must own the project, when they are about to stop owning it. */
  async function keepAnOwner(tx: Parameters<typeof store.countOwners>[0], projectId: string, userId: string) {
    const owners = await store.countOwners(tx, projectId);
    if ((await store.findMemberRole(tx, projectId, userId)) === 'owner' && owners < 2) throw new Fault('last_owner');
  }

  return {
    'members.list': async ({ params }) => ({
      items: (await store.listMembers(database.root, params.projectId)).map(({ role, ...user }) => ({
        user: toUser(user),
        role,
      })),
    }),
    'members.set': async ({ params: { projectId, userId }, body, caller }) => {
      const user = await store.findUser(database.root, userId);
      if (!user) throw new Fault('not_found', { details: { what: 'user' } });
      // Only owners make owners, or an admin could take the project over.
      const touchesOwner =
        body.role === 'owner' || (await store.findMemberRole(database.root, projectId, userId)) === 'owner';
      if (touchesOwner && caller.role !== 'owner')
        throw new Fault('permission_denied', { details: { role: caller.role, needed: 'owner' } });
      await database.transaction(async (tx) => {
        if (body.role !== 'owner') await keepAnOwner(tx, projectId, userId);
        await store.saveMember(tx, projectId, userId, body.role);
        await announce(tx, { type: 'project', projectId, keys: [projectId] });
      });
      return { user: toUser(user), role: body.role };
    },
    'members.remove': async ({ params: { projectId, userId }, caller }) => {
      const role = await store.findMemberRole(database.root, projectId, userId);
      if (!role) throw new Fault('not_found', { details: { what: 'member' } });
      if (role === 'owner' && caller.role !== 'owner')
        throw new Fault('permission_denied', { details: { role: caller.role, needed: 'owner' } });
      await database.transaction(async (tx) => {
        await keepAnOwner(tx, projectId, userId);
        await store.deleteMember(tx, projectId, userId);
        await announce(tx, { type: 'project', projectId, keys: [projectId] });
      });
      return {};
    },
  } satisfies Partial<PeopleRoutes>;
}

const toUser = ({ id, name, email, administrator }: store.StoredUser): User => ({ id, name, email, administrator });

const toProject = (project: store.StoredProject) => ({
  id: project.id,
  name: project.name,
  role: project.role,
  createdAt: project.created_at.toISOString(),
});

const toNewToken = (token: MadeToken) => ({ ...token, createdAt: token.createdAt.toISOString() });
