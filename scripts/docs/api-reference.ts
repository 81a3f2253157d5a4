import { ERRORS, ROUTES, type Route, type RouteId } from '@thingdock/api';
import { ACCESS, MAY, type Permission } from '../../apps/server/src/people/access.ts';

/** The reference of the HTTP API, from the tables that make it: routes, permissions, errors. */
export function apiReference(): string {
  return [
    '# HTTP API',
    'Send an API token as `Authorization: Bearer …`, or the session cookie of the console. Bodies are JSON; members and query parameters that a route does not know are refused by name (`unknown_field`). Errors are `application/problem+json` (RFC 9457) with `code`, `detail`, `errors[]` (field, code, detail) and `requestId`.',
    `## Routes\n\n| route | what it does | needs |\n|---|---|---|\n${routeRows()}`,
    '`GET /api/feed` is the live feed: server-sent events `ready`, `changes` (what changed, as ids) and `refetch` (after a gap). Its optional query parameter is `projectId`.',
    `## Who may\n\n| permission | roles |\n|---|---|\n${permissionRows()}`,
    'Administrators of the installation act as owners of every project. What a caller may not see answers as if it were not there.',
    `## Errors\n\n| code | status | text |\n|---|---|---|\n${errorRows()}`,
  ].join('\n\n');
}

function routeRows(): string {
  return (Object.entries(ROUTES) as [RouteId, Route][])
    .map(
      ([id, { method, path, summary }]) =>
        `| \`${method} ${path}\` | ${summary} | ${ACCESS[id].replaceAll('_', ' ')} |`,
    )
    .join('\n');
}

function permissionRows(): string {
  return (Object.entries(MAY) as [Permission, readonly string[]][])
    .map(
      ([permission, roles]) => `| \`${permission}\` | ${roles.map((role) => role.replaceAll('_', ' ')).join(', ')} |`,
    )
    .join('\n');
}

function errorRows(): string {
  return Object.entries(ERRORS)
    .map(([code, { status, text }]) => `| \`${code}\` | ${status} | ${text.replaceAll('|', '\\|')} |`)
    .join('\n');
}
