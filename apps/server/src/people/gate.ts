import { Fault, type Role, type RouteId } from '@thingdock/api';
import type { Clock } from '@thingdock/effects';
import type { FastifyRequest } from 'fastify';
import type { Database } from '../platform/db/index.ts';
import type { Gate, SignedIn } from '../platform/http/index.ts';
import { ACCESS, type Access, MAY, may, type Permission } from './access.ts';
import type { Auth } from './auth.ts';
import { webHeaders } from './auth-routes.ts';
import { findMemberRole, projectExists } from './store.ts';
import { findByToken } from './token-store.ts';
import { hashToken } from './tokens.ts';

/** Finds the project that a parameter of a path belongs to, such as a connection's id. */
export type ProjectFinders = Readonly<Record<string, (id: string) => Promise<string | undefined>>>;

type Deps = { database: Database; clock: Clock; auth: Auth; finders: ProjectFinders };

const THINGS: Readonly<Record<string, string>> = {
  projectId: 'project',
  connectionId: 'connection',
  operationId: 'operation',
  flowId: 'flow',
  fileId: 'file',
  uploadId: 'upload',
  deploymentId: 'deployment',
};

export function createGate({ database, clock, auth, finders }: Deps): Gate {
  async function signedIn(request: FastifyRequest): Promise<SignedIn | undefined> {
    const { authorization, cookie } = request.headers;
    if (authorization) return byToken(authorization);
    if (!cookie) return undefined;
    const session = await auth.api.getSession({ headers: webHeaders(request) });
    if (!session) return undefined;
    const { id, name, email, administrator } = session.user;
    return { userId: id, name, email, administrator: administrator === true };
  }

  async function byToken(authorization: string): Promise<SignedIn> {
    const token = /^Bearer (\S+)$/i.exec(authorization)?.[1];
    const user = token && (await findByToken(database.root, hashToken(token), new Date(clock.now())));
    if (!user) throw new Fault('token_invalid');
    return user;
  }

  /** The project that the path is about, and what to call the thing in it that may be missing. */
  async function findProject(params: Record<string, string>): Promise<{ projectId: string | undefined; what: string }> {
    for (const [name, value] of Object.entries(params)) {
      const what = THINGS[name];
      if (!what) continue;
      if (name === 'projectId')
        return { projectId: (await projectExists(database.root, value)) ? value : undefined, what };
      return { projectId: await finders[name]?.(value), what };
    }
    throw new Error('A route that needs a permission has no parameter that leads to a project.');
  }

  async function authorize(
    route: RouteId,
    params: Record<string, string>,
    user: SignedIn | undefined,
  ): Promise<{ projectId: string | undefined; role: Role | undefined }> {
    const access: Access = ACCESS[route];
    const nowhere = { projectId: undefined, role: undefined };
    if (access === 'public') return nowhere;
    if (!user) throw new Fault('sign_in_required');
    if (access === 'signed_in') return nowhere;
    if (access === 'administrator') {
      if (!user.administrator) throw new Fault('administrator_required');
      return nowhere;
    }
    const { projectId, what } = await findProject(params);
    // Not yours and not there look alike, so that ids tell nothing.
    const role = projectId && (await roleIn(projectId, user));
    if (!projectId || !role) throw new Fault('not_found', { details: { what } });
    return { projectId, role: allowed(role, access) };
  }

  /** Administrators of the installation act as owners of every project. */
  async function roleIn(projectId: string, user: SignedIn): Promise<Role | undefined> {
    return user.administrator ? 'owner' : findMemberRole(database.root, projectId, user.userId);
  }

  return { signedIn, authorize };
}

function allowed(role: Role, permission: Permission): Role {
  if (!may(role, permission))
    throw new Fault('permission_denied', { details: { role, needed: MAY[permission].join(' or ') } });
  return role;
}
