import type { Route } from '../route.ts';
import * as flows from '../schemas/flows.ts';
import { list, Nothing } from './answers.ts';

/** Flows and their versions. */
export const FLOWS_ROUTES = {
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
  'flows.check': {
    method: 'POST',
    path: '/api/projects/:projectId/flows/check',
    summary: 'What a text would be as a flow; nothing is kept',
    body: flows.CheckFlow,
    status: 200,
    answer: flows.FlowCheck,
  },
  'flows.change': {
    method: 'PATCH',
    path: '/api/flows/:flowId',
    summary: 'Rename a flow, or make one of its versions the master',
    body: flows.ChangeFlow,
    status: 200,
    answer: flows.FlowWithVersions,
  },
  'flows.duplicate': {
    method: 'POST',
    path: '/api/flows/:flowId/duplicate',
    summary: 'Make another flow out of a version of this one, with its packages and credentials',
    body: flows.DuplicateFlow,
    status: 201,
    answer: flows.FlowWithVersions,
  },
  'flows.delete': {
    method: 'DELETE',
    path: '/api/flows/:flowId',
    summary: 'Delete a flow; devices keep what runs on them',
    status: 200,
    answer: Nothing,
  },
  'flows.deleteVersion': {
    method: 'DELETE',
    path: '/api/flows/:flowId/versions/:number',
    summary: 'Delete a version of a flow, unless it is the only one or the master',
    status: 200,
    answer: Nothing,
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
} as const satisfies Record<string, Route>;
