import type { Route } from '../route.ts';
import * as deployments from '../schemas/deployments.ts';

/** Deployments: what was asked of devices, and what came of it. */
export const DEPLOYMENTS_ROUTES = {
  'deployments.list': {
    method: 'GET',
    path: '/api/projects/:projectId/deployments',
    summary: 'What was asked of the devices of a project, the newest first',
    query: deployments.DeploymentQuery,
    status: 200,
    answer: deployments.DeploymentPage,
  },
  'deployments.preview': {
    method: 'POST',
    path: '/api/projects/:projectId/deployments/preview',
    summary: 'What a deployment would do, device by device; nothing happens',
    body: deployments.CreateDeployment,
    status: 200,
    answer: deployments.Preview,
  },
  'deployments.create': {
    method: 'POST',
    path: '/api/projects/:projectId/deployments',
    summary: 'Deploy a flow or a file to devices of one connection, take it away, start or stop flows, set variables',
    body: deployments.CreateDeployment,
    status: 201,
    answer: deployments.DeploymentWithTargets,
  },
  'deployments.get': {
    method: 'GET',
    path: '/api/deployments/:deploymentId',
    summary: 'One deployment with its first targets',
    status: 200,
    answer: deployments.DeploymentWithTargets,
  },
  'deployments.targets': {
    method: 'GET',
    path: '/api/deployments/:deploymentId/targets',
    summary: 'Targets of a deployment, page by page',
    query: deployments.TargetQuery,
    status: 200,
    answer: deployments.TargetPage,
  },
  'deployments.rollback': {
    method: 'GET',
    path: '/api/deployments/:deploymentId/rollback',
    summary: 'What rolling a deployment back would do, and which devices it would leave alone; nothing happens',
    status: 200,
    answer: deployments.RollbackPreview,
  },
  'deployments.command': {
    method: 'POST',
    path: '/api/deployments/:deploymentId/command',
    summary:
      'Pause, resume, stop, cancel, roll back, or try again where it failed; a new deployment where that makes one',
    body: deployments.CommandDeployment,
    status: 200,
    answer: deployments.DeploymentWithTargets,
  },
} as const satisfies Record<string, Route>;
