import type { FeedChange } from '@thingdock/api';

export type QueryKey = readonly [string, ...string[]];

/** Keys of everything that is asked of the server; each names a prefix that an invalidation of it reaches. */
export const keys = {
  me: ['me'],
  health: ['health'],
  projects: ['projects'],
  connections: (projectId: string) => ['connections', projectId],
  connectionObjects: (id: string) => ['connection-objects', id],
  operation: (id: string) => ['operation', id],
  devices: (connectionId: string) => ['devices', connectionId],
  device: (connectionId: string, name: string) => ['device', connectionId, name],
  flows: (projectId: string) => ['flows', projectId],
  flow: (id: string) => ['flow', id],
  flowContent: (id: string, version: number) => ['flow-content', id, String(version)],
  deployments: (projectId: string) => ['deployments', projectId],
  deployment: (id: string) => ['deployment', id],
} as const satisfies Record<string, QueryKey | ((...args: never[]) => QueryKey)>;

/** What has to be asked again after a change. */
export function staleAfter({ type, projectId, keys: changed }: FeedChange): QueryKey[] {
  switch (type) {
    case 'project':
      return [keys.projects];
    case 'connection':
      return [keys.connections(projectId), ...changed.map(keys.connectionObjects)];
    case 'operation':
      return changed.map(keys.operation);
    case 'device':
      return changed.flatMap((key) => {
        const slash = key.indexOf('/');
        const connectionId = key.slice(0, slash);
        const name = key.slice(slash + 1);
        const pages: QueryKey = name === '*' ? ['device', connectionId] : keys.device(connectionId, name);
        return [keys.devices(connectionId), pages];
      });
    case 'flow':
      return [keys.flows(projectId), ...changed.map(keys.flow)];
    case 'deployment':
      return [keys.deployments(projectId), ...changed.map(keys.deployment)];
  }
}
