import type { Route } from '../route.ts';
import { CONNECTIONS_ROUTES } from './connections.ts';
import { DEPLOYMENTS_ROUTES } from './deployments.ts';
import { DEVICES_ROUTES } from './devices.ts';
import { FILES_ROUTES } from './files.ts';
import { FLOWS_ROUTES } from './flows.ts';
import { INSTALLATION_ROUTES } from './installation.ts';
import { LICENCES_ROUTES } from './licences.ts';
import { PEOPLE_ROUTES } from './people.ts';

/**
 * Every route of the HTTP API, by id. The server registers and guards them by this table (a route without a line in its
 * table of permissions does not compile), and the client is typed by it.
 */
export const ROUTES = {
  ...INSTALLATION_ROUTES,
  ...PEOPLE_ROUTES,
  ...CONNECTIONS_ROUTES,
  ...DEVICES_ROUTES,
  ...LICENCES_ROUTES,
  ...FLOWS_ROUTES,
  ...FILES_ROUTES,
  ...DEPLOYMENTS_ROUTES,
} as const satisfies Record<string, Route>;

export type Routes = typeof ROUTES;
export type RouteId = keyof Routes;

/** Path of the live feed (server-sent events), beside the table since it answers a stream. Query: `projectId`, optional. */
export const FEED_PATH = '/api/feed';

/** Where a part of an upload goes: `PUT`, `application/octet-stream`, beside the table since its body is no JSON. Query: `offset`. */
export const uploadPartPath = (uploadId: string): string => `/api/uploads/${uploadId}/content`;

/** Where an archive of an export is read: `GET`, beside the table since it answers bytes. Query: `from`, `to` and `part` of the export. */
export const logArchivePath = (projectId: string): string => `/api/projects/${projectId}/logs/archive`;

/** Where the content of a file's version is read: `GET`, beside the table since it answers bytes. */
export const fileContentPath = (fileId: string, number: number): string =>
  `/api/files/${fileId}/versions/${number}/content`;
