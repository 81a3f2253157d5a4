import { Fault, type Role, type RouteId } from '@thingdock/api';
import type { Clock } from '@thingdock/effects';
import type { FastifyRequest } from 'fastify';
import type { Database } from '../platform/db/index.ts';
import type { Entered, Gate, SignedIn } from '../platform/http/index.ts';
import { ACCESS, type Access, MAY, may, type Permission } from './access.ts';
import type { Auth } from './auth.ts';
import { webHeaders } from './auth-routes.ts';
import { findStanding, type Standing } from './store.ts';
import { findByToken } from './token-store.ts';
import { hashToken } from './tokens.ts';

/** Finds the project that a parameter of a path belongs to, such as a connection's id. */
export type ProjectFinders = Readonly<Record<string, (id: string) => Promise<string | undefined>>>;

type Deps = { database: Database; clock: Clock; auth: Auth; finders: ProjectFinders };

const THINGS: Readonly<Record<string, string>> = {
  projectId: 'project',
  connectionId: 'connection',
  operationId: 'operation',
  filterId: 'filter',
  flowId: 'flow',
  fileId: 'file',
  uploadId: 'upload',
  deploymentId: 'deployment',
};

/** Who sent a request; and, where that came along, where they stand in the project that its path names. */
type Sender = { user: SignedIn | undefined; standing?: Standing };

export function createGate({ database, clock, auth, finders }: Deps): Gate {
  async function senderOf(request: FastifyRequest, projectId: string | undefined): Promise<Sender> {
    const { authorization, cookie } = request.headers;
    if (authorization) return byToken(authorization, projectId);
    if (!cookie) return { user: undefined };
    const session = await auth.api.getSession({ headers: webHeaders(request) });
    if (!session) return { user: undefined };
    const { id, name, email, administrator } = session.user;
    return { user: { userId: id, name, email, administrator: administrator === true } };
  }

  async function byToken(authorization: string, projectId: string | undefined): Promise<Sender> {
    const token = /^Bearer (\S+)$/i.exec(authorization)?.[1];
    const sender =
      token && (await findByToken(database.root, { hash: hashToken(token), projectId }, new Date(clock.now())));
    if (!sender) throw new Fault('token_invalid');
    return sender;
  }

  /** The project that a path is about and where the user stands in it; `known` from the project that the path names. */
  async function placeOf(params: Record<string, string>, user: SignedIn, known: Standing | undefined) {
    const [name, id = ''] = Object.entries(params).find(([key]) => THINGS[key] !== undefined) ?? [];
    if (name === undefined)
      throw new Error('A route that needs a permission has no parameter that leads to a project.');
    const what = THINGS[name];
    const look = (projectId: string) => findStanding(database.root, projectId, user.userId);
    if (name === 'projectId') return { projectId: id, what, standing: known ?? (await look(id)) };
    const projectId = await finders[name]?.(id);
    const there = { exists: projectId !== undefined, role: undefined };
    const standing = projectId === undefined || user.administrator ? there : await look(projectId);
    return { projectId, what, standing };
  }

  async function enter(route: RouteId, request: FastifyRequest): Promise<Entered> {
    const params = request.params as Record<string, string>;
    const access: Access = ACCESS[route];
    const { user, standing: known } = await senderOf(request, params.projectId);
    const nowhere = { user, projectId: undefined, role: undefined };
    if (access === 'public') return nowhere;
    if (!user) throw new Fault('sign_in_required');
    if (access === 'signed_in') return nowhere;
    if (access === 'administrator') {
      if (!user.administrator) throw new Fault('administrator_required');
      return nowhere;
    }
    const { projectId, what, standing } = await placeOf(params, user, known);
    // Administrators of the installation act as owners of every project.
    const role = standing.exists && user.administrator ? 'owner' : standing.role;
    // Not yours and not there look alike, so that ids tell nothing.
    if (!role) throw new Fault('not_found', { details: { what } });
    return { user, projectId, role: allowed(role, access) };
  }

  return { enter, signedIn: async (request) => (await senderOf(request, undefined)).user };
}

function allowed(role: Role, permission: Permission): Role {
  if (!may(role, permission))
    throw new Fault('permission_denied', { details: { role, needed: MAY[permission].join(' or ') } });
  return role;
}
