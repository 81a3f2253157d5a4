import type { Role, RouteId } from '@thingdock/api';

/** What may be done in a project. */
export type Permission =
  | 'project.read'
  | 'member.read'
  | 'member.manage'
  | 'connection.read'
  | 'connection.manage'
  | 'device.read'
  | 'device.manage'
  | 'filter.write'
  | 'flow.read'
  | 'flow.write'
  | 'file.read'
  | 'file.write'
  | 'deployment.read'
  | 'deployment.create'
  | 'file.deploy'
  | 'licence.read'
  | 'licence.manage';

/** `public`: anyone; `signed_in`: any user; `administrator`: of this installation; else the permission in the project at hand. */
export type Access = 'public' | 'signed_in' | 'administrator' | Permission;

const MANAGERS: readonly Role[] = ['owner', 'admin'];
const MEMBERS: readonly Role[] = ['owner', 'admin', 'collaborator'];

/**
 * The table of permission and role. Outside collaborators see single assets that are shared with them, never a project, its
 * connections or its devices; there is no such sharing yet, so they hold nothing here.
 */
export const MAY: Record<Permission, readonly Role[]> = {
  'project.read': MEMBERS,
  'member.read': MEMBERS,
  'member.manage': MANAGERS,
  'connection.read': MEMBERS,
  'connection.manage': MANAGERS,
  'device.read': MEMBERS,
  'device.manage': MANAGERS,
  'filter.write': MEMBERS,
  'flow.read': MEMBERS,
  'flow.write': MEMBERS,
  'deployment.read': MEMBERS,
  'deployment.create': MEMBERS,
  'file.read': MEMBERS,
  'file.write': MEMBERS,
  // Files can be executed on devices, so only managers put them there.
  'file.deploy': MANAGERS,
  'licence.read': MEMBERS,
  'licence.manage': MANAGERS,
};

/** What each route of the API needs. A route without a line here does not compile. */
export const ACCESS: Record<RouteId, Access> = {
  'health.get': 'public',
  'counters.get': 'administrator',
  'setup.complete': 'public',
  'me.get': 'signed_in',
  'tokens.list': 'signed_in',
  'tokens.create': 'signed_in',
  'tokens.delete': 'signed_in',
  'users.list': 'administrator',
  'users.create': 'administrator',
  'projects.list': 'signed_in',
  'projects.create': 'signed_in',
  'projects.get': 'project.read',
  'members.list': 'member.read',
  'members.set': 'member.manage',
  'members.remove': 'member.manage',
  'connections.list': 'connection.read',
  'connections.create': 'connection.manage',
  'connections.inspect': 'connection.manage',
  'connections.plan': 'connection.manage',
  'connections.drift': 'connection.manage',
  'connections.get': 'connection.read',
  'connections.change': 'connection.manage',
  'connections.delete': 'connection.manage',
  'connections.objects': 'connection.read',
  'connections.health': 'connection.read',
  'connections.check': 'connection.manage',
  'connections.repair': 'connection.manage',
  'connections.presence': 'connection.manage',
  'connections.rotate': 'connection.manage',
  'connections.inspectChange': 'connection.manage',
  'connections.keys': 'connection.manage',
  'connections.import': 'connection.manage',
  'connections.migrate': 'connection.manage',
  'connections.affected': 'device.read',
  'operations.get': 'connection.read',
  'things.create': 'device.manage',
  'devices.get': 'device.read',
  'devices.find': 'device.read',
  'devices.counts': 'device.read',
  'devices.timeline': 'device.read',
  'devices.monitor': 'device.manage',
  'devices.refresh': 'device.read',
  'devices.forget': 'device.manage',
  'devices.forgetMany': 'device.manage',
  'devices.files': 'device.read',
  'devices.variables': 'deployment.create',
  'filters.list': 'device.read',
  'filters.create': 'filter.write',
  'filters.change': 'filter.write',
  'filters.delete': 'filter.write',
  'tags.list': 'device.read',
  'tags.change': 'device.manage',
  'licences.list': 'licence.read',
  'licences.change': 'licence.manage',
  'licences.register': 'licence.manage',
  'licences.delete': 'licence.manage',
  'events.list': 'device.read',
  'devices.logs': 'device.read',
  'logs.export': 'device.manage',
  'devices.sync': 'device.manage',
  'flows.list': 'flow.read',
  'flows.create': 'flow.write',
  'flows.get': 'flow.read',
  'flows.version': 'flow.write',
  'flows.content': 'flow.read',
  'flows.check': 'flow.read',
  'flows.change': 'flow.write',
  'flows.duplicate': 'flow.write',
  'flows.delete': 'flow.write',
  'flows.deleteVersion': 'flow.write',
  'files.list': 'file.read',
  'files.create': 'file.write',
  'files.get': 'file.read',
  'files.change': 'file.write',
  'files.version': 'file.write',
  'files.delete': 'file.write',
  'files.deleteVersion': 'file.write',
  'uploads.start': 'file.write',
  'uploads.get': 'file.write',
  'uploads.cancel': 'file.write',
  'deployments.list': 'deployment.read',
  'deployments.create': 'deployment.create',
  'deployments.get': 'deployment.read',
  'deployments.preview': 'deployment.create',
  'deployments.targets': 'deployment.read',
  'deployments.rollback': 'deployment.read',
  'deployments.command': 'deployment.create',
};

/** Whether a role holds a permission. No role holds nothing. */
export function may(role: Role | undefined, permission: Permission): boolean {
  return role !== undefined && MAY[permission].includes(role);
}
