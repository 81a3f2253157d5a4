import Type from 'typebox';
import type { Route } from '../route.ts';
import * as checks from '../schemas/checks.ts';
import * as connections from '../schemas/connections.ts';
import * as devices from '../schemas/devices.ts';
import * as health from '../schemas/health.ts';
import { list } from './answers.ts';

/** Connections to AWS, what is done to them, and the things in them. */
export const CONNECTIONS_ROUTES = {
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
  'connections.presence': {
    method: 'PUT',
    path: '/api/connections/:connectionId/presence',
    summary: 'Switch on or off that AWS’s own word on who connects and disconnects is a second witness',
    body: connections.SwitchPresence,
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
  'connections.inspectChange': {
    method: 'POST',
    path: '/api/connections/:connectionId/inspect',
    summary: 'Check another key or role for a connection before it takes the place of the old one; nothing is changed',
    body: connections.InspectChange,
    status: 200,
    answer: checks.Inspection,
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
} as const satisfies Record<string, Route>;
