import Type from 'typebox';
import type { Route } from '../route.ts';
import * as deployments from '../schemas/deployments.ts';
import * as devices from '../schemas/devices.ts';
import * as events from '../schemas/events.ts';
import * as files from '../schemas/files.ts';
import * as logs from '../schemas/logs.ts';
import { list, Nothing } from './answers.ts';

/** Devices: what is known of them, their tags, logs and events. */
export const DEVICES_ROUTES = {
  'devices.get': {
    method: 'GET',
    path: '/api/connections/:connectionId/devices/:deviceName',
    summary: 'One device',
    status: 200,
    answer: devices.Device,
  },
  'devices.find': {
    method: 'GET',
    path: '/api/projects/:projectId/devices',
    summary: 'Devices of a project that a filter lets through, page by page',
    query: devices.DeviceQuery,
    status: 200,
    answer: devices.DevicePage,
  },
  'devices.counts': {
    method: 'GET',
    path: '/api/projects/:projectId/devices/counts',
    summary: 'How many devices have which status, and how many a filter lets through',
    query: devices.DeviceFilter,
    status: 200,
    answer: devices.DeviceCounts,
  },
  'filters.list': {
    method: 'GET',
    path: '/api/projects/:projectId/filters',
    summary: 'Filters that were saved in a project, by name',
    status: 200,
    answer: list(devices.SavedFilter),
  },
  'filters.create': {
    method: 'POST',
    path: '/api/projects/:projectId/filters',
    summary: 'Save a filter under a name, for everybody in the project',
    body: devices.SaveFilter,
    status: 201,
    answer: devices.SavedFilter,
  },
  'filters.change': {
    method: 'PATCH',
    path: '/api/filters/:filterId',
    summary: 'Rename a saved filter, or let it find others',
    body: devices.ChangeFilter,
    status: 200,
    answer: devices.SavedFilter,
  },
  'filters.delete': {
    method: 'DELETE',
    path: '/api/filters/:filterId',
    summary: 'Delete a saved filter',
    status: 200,
    answer: Nothing,
  },
  'tags.list': {
    method: 'GET',
    path: '/api/projects/:projectId/tags',
    summary: 'Tags of a project’s devices',
    status: 200,
    answer: list(devices.TagCount),
  },
  'tags.change': {
    method: 'POST',
    path: '/api/projects/:projectId/tags',
    summary: 'Add tags to devices, or take them away: by name, or all that a filter lets through',
    body: devices.ChangeTags,
    status: 200,
    answer: Type.Object({ changed: Type.Integer() }),
  },
  'devices.timeline': {
    method: 'GET',
    path: '/api/connections/:connectionId/devices/:deviceName/timeline',
    summary: 'What was shown of a device and why: every change with its evidence, uptime, flapping',
    query: devices.TimelineQuery,
    status: 200,
    answer: devices.Timeline,
  },
  'devices.monitor': {
    method: 'PUT',
    path: '/api/connections/:connectionId/devices/:deviceName/monitoring',
    summary: 'Switch the monitoring of a device on or off: whether its status is shown and its logs are sent',
    body: devices.SwitchMonitoring,
    status: 200,
    answer: devices.Device,
  },
  'devices.refresh': {
    method: 'POST',
    path: '/api/connections/:connectionId/devices/:deviceName/sync',
    summary: 'Read the shadow of one device now',
    status: 200,
    answer: devices.Device,
  },
  'devices.forget': {
    method: 'DELETE',
    path: '/api/connections/:connectionId/devices/:deviceName',
    summary: 'Forget a device that is gone from AWS, with its timeline and logs',
    query: devices.ForgetDevice,
    status: 200,
    answer: Nothing,
  },
  'devices.forgetMany': {
    method: 'POST',
    path: '/api/projects/:projectId/devices/forget',
    summary: 'Forget devices that are gone from AWS: by name, or all that a filter lets through; others are left alone',
    body: devices.ForgetDevices,
    status: 200,
    answer: devices.ForgottenDevices,
  },
  'devices.files': {
    method: 'GET',
    path: '/api/connections/:connectionId/devices/:deviceName/files',
    summary: 'Files that were put on a device, and their state there',
    status: 200,
    answer: list(files.DeviceFile),
  },
  'devices.variables': {
    method: 'GET',
    path: '/api/connections/:connectionId/devices/:deviceName/variables',
    summary: 'Environment variables of the flow on a device, as wanted and as reported',
    status: 200,
    answer: deployments.DeviceVariables,
  },
  'events.list': {
    method: 'GET',
    path: '/api/projects/:projectId/events',
    summary: 'What happened in a project, the newest first',
    query: events.EventQuery,
    status: 200,
    answer: events.EventPage,
  },
  'devices.logs': {
    method: 'GET',
    path: '/api/connections/:connectionId/devices/:deviceName/logs',
    summary: 'What the agent of a device and its Node-RED logged, the newest first',
    query: logs.LogQuery,
    status: 200,
    answer: logs.LogPage,
  },
  'logs.export': {
    method: 'GET',
    path: '/api/projects/:projectId/logs/export',
    summary: 'What the logs of a project in a period come to, and the ZIP archives to fetch them in',
    query: logs.LogExportQuery,
    status: 200,
    answer: logs.LogExport,
  },
  'devices.sync': {
    method: 'POST',
    path: '/api/connections/:connectionId/devices/sync',
    summary: 'Read the things of the account and their shadows now',
    status: 200,
    answer: devices.SyncResult,
  },
} as const satisfies Record<string, Route>;
