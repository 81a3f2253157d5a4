import type { FeedChange } from '@thingdock/api';

export type QueryKey = readonly [string, ...string[]];

/** Keys of everything that is asked of the server; each names a prefix that an invalidation of it reaches. */
export const keys = {
  me: ['me'],
  health: ['health'],
  projects: ['projects'],
  connections: (projectId: string) => ['connections', projectId],
  connectionObjects: (id: string) => ['connection-objects', id],
  connectionHealth: (id: string) => ['connection-health', id],
  connectionPlan: (id: string) => ['connection-plan', id],
  accessKeys: (connectionId: string) => ['access-keys', connectionId],
  affectedDevices: (connectionId: string) => ['affected-devices', connectionId],
  operation: (id: string) => ['operation', id],
  device: (connectionId: string, name: string) => ['device', connectionId, name],
  /** Pages of devices; they hear of changes themselves. */
  deviceList: (projectId: string) => ['device-list', projectId],
  deviceCounts: (projectId: string) => ['device-counts', projectId],
  tags: (projectId: string) => ['tags', projectId],
  filters: (projectId: string) => ['filters', projectId],
  licences: (projectId: string) => ['licences', projectId],
  events: (projectId: string) => ['events', projectId],
  logs: (connectionId: string, name: string) => ['logs', connectionId, name],
  flows: (projectId: string) => ['flows', projectId],
  flow: (id: string) => ['flow', id],
  flowContent: (id: string, version: number) => ['flow-content', id, String(version)],
  files: (projectId: string) => ['files', projectId],
  file: (id: string) => ['file', id],
  deployments: (projectId: string) => ['deployments', projectId],
  deployment: (id: string) => ['deployment', id],
} as const satisfies Record<string, QueryKey | ((...args: never[]) => QueryKey)>;

/** What has to be asked again after a change. */
export function staleAfter({ type, projectId, keys: changed }: FeedChange): QueryKey[] {
  switch (type) {
    case 'project':
      return [keys.projects];
    case 'connection':
      return [keys.connections(projectId), ...changed.flatMap(partsOfConnection)];
    case 'operation':
      return changed.map(keys.operation);
    case 'device':
      return changed.flatMap((key) => {
        const slash = key.indexOf('/');
        const connectionId = key.slice(0, slash);
        const name = key.slice(slash + 1);
        const pages: QueryKey = name === '*' ? ['device', connectionId] : keys.device(connectionId, name);
        return [keys.deviceCounts(projectId), pages];
      });
    case 'log':
      return changed.map((key) => ['logs', ...key.split('/')]);
    case 'filter':
      return [keys.filters(projectId)];
    case 'licence':
      return [keys.licences(projectId), keys.deviceCounts(projectId), ['device']];
    case 'event':
      return [keys.events(projectId)];
    case 'file':
      return [keys.files(projectId), ...changed.map(keys.file)];
    case 'flow':
      return [keys.flows(projectId), ...changed.map(keys.flow)];
    case 'deployment':
      return [keys.deployments(projectId), ...changed.map(keys.deployment)];
  }
}

/** What is asked of one connection besides its line in the list. What a repair would do is not among it: that reads AWS. */
const partsOfConnection = (id: string): QueryKey[] => [
  keys.connectionObjects(id),
  keys.connectionHealth(id),
  keys.accessKeys(id),
  keys.affectedDevices(id),
];
