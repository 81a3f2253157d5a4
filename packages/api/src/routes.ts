import Type from 'typebox';
import type { Route } from './route.ts';
import * as checks from './schemas/checks.ts';
import { Id, Name } from './schemas/common.ts';
import * as connections from './schemas/connections.ts';
import * as deployments from './schemas/deployments.ts';
import * as devices from './schemas/devices.ts';
import * as flows from './schemas/flows.ts';
import * as health from './schemas/health.ts';
import * as logs from './schemas/logs.ts';
import * as people from './schemas/people.ts';

const Nothing = Type.Object({});
const list = <S extends Type.TSchema>(item: S) => Type.Object({ items: Type.Array(item) });

/**
 * Every route of the HTTP API, by id. The server registers and guards them by this table (a route without a line in its
 * table of permissions does not compile), and the client is typed by it.
 */
export const ROUTES = {
  'health.get': {
    method: 'GET',
    path: '/api/health',
    summary: 'Whether the server and its database are up, and which version runs',
    status: 200,
    answer: Type.Object({ status: Type.Literal('ok'), version: Type.String(), localMode: Type.Boolean() }),
  },
  'counters.get': {
    method: 'GET',
    path: '/api/counters',
    summary: 'What this process has counted since it started: messages received, accepted, refused …',
    status: 200,
    answer: Type.Record(Type.String(), Type.Integer()),
  },

  'setup.complete': {
    method: 'POST',
    path: '/api/setup',
    summary: 'Create the first administrator with the one-time link that the server printed',
    body: people.SetupRequest,
    status: 201,
    answer: people.SetupAnswer,
  },
  'me.get': { method: 'GET', path: '/api/me', summary: 'Who is signed in', status: 200, answer: people.User },
  'tokens.list': {
    method: 'GET',
    path: '/api/tokens',
    summary: 'Your API tokens',
    status: 200,
    answer: list(people.ApiToken),
  },
  'tokens.create': {
    method: 'POST',
    path: '/api/tokens',
    summary: 'Create an API token; its text is shown this once',
    body: people.CreateApiToken,
    status: 201,
    answer: people.NewApiToken,
  },
  'tokens.delete': {
    method: 'DELETE',
    path: '/api/tokens/:tokenId',
    summary: 'Revoke one of your API tokens',
    status: 200,
    answer: Nothing,
  },
  'users.list': {
    method: 'GET',
    path: '/api/users',
    summary: 'Users of this installation',
    status: 200,
    answer: list(people.User),
  },
  'users.create': {
    method: 'POST',
    path: '/api/users',
    summary: 'Create a user',
    body: people.CreateUser,
    status: 201,
    answer: people.User,
  },

  'projects.list': {
    method: 'GET',
    path: '/api/projects',
    summary: 'Projects that you may see',
    status: 200,
    answer: list(people.Project),
  },
  'projects.create': {
    method: 'POST',
    path: '/api/projects',
    summary: 'Create a project and own it',
    body: people.CreateProject,
    status: 201,
    answer: people.Project,
  },
  'projects.get': {
    method: 'GET',
    path: '/api/projects/:projectId',
    summary: 'One project',
    status: 200,
    answer: people.Project,
  },
  'members.list': {
    method: 'GET',
    path: '/api/projects/:projectId/members',
    summary: 'Members of a project and their roles',
    status: 200,
    answer: list(people.Member),
  },
  'members.set': {
    method: 'PUT',
    path: '/api/projects/:projectId/members/:userId',
    summary: 'Add a member, or change a member’s role',
    body: people.SetMember,
    status: 200,
    answer: people.Member,
  },
  'members.remove': {
    method: 'DELETE',
    path: '/api/projects/:projectId/members/:userId',
    summary: 'Remove a member',
    status: 200,
    answer: Nothing,
  },

  'connections.list': {
    method: 'GET',
    path: '/api/projects/:projectId/connections',
    summary: 'Connections of a project',
    status: 200,
    answer: list(connections.Connection),
  },
  'connections.create': {
    method: 'POST',
    path: '/api/projects/:projectId/connections',
    summary: 'Connect an AWS account and region; the answer names an operation to watch',
    body: connections.CreateConnection,
    status: 202,
    answer: Type.Object({ connection: connections.Connection, operation: connections.Operation }),
  },
  'connections.inspect': {
    method: 'POST',
    path: '/api/projects/:projectId/connections/inspect',
    summary: 'Check key, endpoint and role of a new connection; nothing is written anywhere',
    body: connections.InspectConnection,
    status: 200,
    answer: checks.Inspection,
  },
  'connections.plan': {
    method: 'POST',
    path: '/api/projects/:projectId/connections/plan',
    summary: 'What creating a connection would do in AWS, object by object; nothing is written anywhere',
    body: connections.CreateConnection,
    status: 200,
    answer: checks.Plan,
  },
  'connections.drift': {
    method: 'GET',
    path: '/api/connections/:connectionId/plan',
    summary: 'What of a connection is not as it should be in AWS, and what a repair would do about it',
    status: 200,
    answer: checks.Plan,
  },
  'connections.get': {
    method: 'GET',
    path: '/api/connections/:connectionId',
    summary: 'One connection',
    status: 200,
    answer: connections.Connection,
  },
  'connections.change': {
    method: 'PATCH',
    path: '/api/connections/:connectionId',
    summary: 'Rename a connection',
    body: connections.ChangeConnection,
    status: 200,
    answer: connections.Connection,
  },
  'connections.delete': {
    method: 'DELETE',
    path: '/api/connections/:connectionId',
    summary:
      'Delete a connection and what it made in AWS, or dismiss a failed attempt; the answer names an operation to watch',
    query: connections.DeleteConnection,
    status: 202,
    answer: Type.Object({ operation: connections.Operation }),
  },
  'connections.objects': {
    method: 'GET',
    path: '/api/connections/:connectionId/objects',
    summary: 'What a connection uses in AWS, and what of it goes when the connection is deleted',
    status: 200,
    answer: list(connections.ConnectionObject),
  },
  'connections.health': {
    method: 'GET',
    path: '/api/connections/:connectionId/health',
    summary: 'Whether a connection works, as far as the last look found',
    status: 200,
    answer: health.Health,
  },
  'connections.check': {
    method: 'POST',
    path: '/api/connections/:connectionId/health',
    summary: 'Look now whether a connection works: key, role, objects in AWS, and a test message',
    status: 200,
    answer: health.Health,
  },
  'connections.repair': {
    method: 'POST',
    path: '/api/connections/:connectionId/repair',
    summary: 'Put back what was changed in AWS; the answer names an operation to watch',
    body: connections.RepairConnection,
    status: 202,
    answer: Type.Object({ operation: connections.Operation }),
  },
  'connections.rotate': {
    method: 'POST',
    path: '/api/connections/:connectionId/rotate',
    summary:
      'Put another access key of the same account in the place of the old one; the answer names an operation to watch',
    body: connections.RotateKey,
    status: 202,
    answer: Type.Object({ operation: connections.Operation }),
  },
  'connections.keys': {
    method: 'GET',
    path: '/api/connections/:connectionId/keys',
    summary: 'Access keys that a connection uses and used, the newest first; never their secrets',
    status: 200,
    answer: list(connections.ConnectionKey),
  },
  'connections.import': {
    method: 'POST',
    path: '/api/projects/:projectId/connections/import',
    summary: 'Take in an older connection, which has no role: it deploys flows, but no status arrives',
    body: connections.ImportConnection,
    status: 201,
    answer: connections.Connection,
  },
  'connections.migrate': {
    method: 'POST',
    path: '/api/connections/:connectionId/migrate',
    summary: 'Give an older connection a role, and set everything up in AWS; the answer names an operation to watch',
    body: connections.MigrateConnection,
    status: 202,
    answer: Type.Object({ operation: connections.Operation }),
  },
  'connections.affected': {
    method: 'GET',
    path: '/api/connections/:connectionId/affected',
    summary: 'Devices whose agent needs a role, which their connection does not have',
    status: 200,
    answer: list(devices.Device),
  },
  'operations.get': {
    method: 'GET',
    path: '/api/operations/:operationId',
    summary: 'One long-running request, step by step',
    status: 200,
    answer: connections.Operation,
  },
  'things.create': {
    method: 'POST',
    path: '/api/connections/:connectionId/things',
    summary: 'Create a thing with a certificate from a signing request, limited to itself by policy',
    body: connections.CreateThing,
    status: 201,
    answer: connections.CreatedThing,
  },

  'devices.list': {
    method: 'GET',
    path: '/api/connections/:connectionId/devices',
    summary: 'Devices of a connection with their status',
    status: 200,
    answer: list(devices.Device),
  },
  'devices.get': {
    method: 'GET',
    path: '/api/connections/:connectionId/devices/:deviceName',
    summary: 'One device',
    status: 200,
    answer: devices.Device,
  },
  'devices.logs': {
    method: 'GET',
    path: '/api/connections/:connectionId/devices/:deviceName/logs',
    summary: 'What the agent of a device and its Node-RED logged, the newest first',
    query: logs.LogQuery,
    status: 200,
    answer: logs.LogPage,
  },
  'devices.sync': {
    method: 'POST',
    path: '/api/connections/:connectionId/devices/sync',
    summary: 'Read the things of the account and their shadows now',
    status: 200,
    answer: devices.SyncResult,
  },

  'flows.list': {
    method: 'GET',
    path: '/api/projects/:projectId/flows',
    summary: 'Flows of a project',
    status: 200,
    answer: list(flows.Flow),
  },
  'flows.create': {
    method: 'POST',
    path: '/api/projects/:projectId/flows',
    summary: 'Upload a flow as version 1',
    body: flows.CreateFlow,
    status: 201,
    answer: flows.FlowWithVersions,
  },
  'flows.get': {
    method: 'GET',
    path: '/api/flows/:flowId',
    summary: 'One flow and its versions',
    status: 200,
    answer: flows.FlowWithVersions,
  },
  'flows.version': {
    method: 'POST',
    path: '/api/flows/:flowId/versions',
    summary: 'Upload the next version of a flow',
    body: flows.CreateFlowVersion,
    status: 201,
    answer: flows.FlowVersion,
  },
  'flows.content': {
    method: 'GET',
    path: '/api/flows/:flowId/versions/:number',
    summary: 'The text of a version',
    status: 200,
    answer: flows.FlowContent,
  },

  'deployments.list': {
    method: 'GET',
    path: '/api/projects/:projectId/deployments',
    summary: 'Deployments of a project, newest first',
    query: Type.Object({ device: Type.Optional(Name), connectionId: Type.Optional(Id), flowId: Type.Optional(Id) }),
    status: 200,
    answer: list(deployments.Deployment),
  },
  'deployments.create': {
    method: 'POST',
    path: '/api/projects/:projectId/deployments',
    summary: 'Deploy a version of a flow to devices of one connection',
    body: deployments.CreateDeployment,
    status: 201,
    answer: deployments.DeploymentWithTargets,
  },
  'deployments.get': {
    method: 'GET',
    path: '/api/deployments/:deploymentId',
    summary: 'One deployment, device by device',
    status: 200,
    answer: deployments.DeploymentWithTargets,
  },
} as const satisfies Record<string, Route>;

export type Routes = typeof ROUTES;
export type RouteId = keyof Routes;

/** Path of the live feed (server-sent events), beside the table since it answers a stream. Query: `projectId`, optional. */
export const FEED_PATH = '/api/feed';
