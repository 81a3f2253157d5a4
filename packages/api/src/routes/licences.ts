import type { Route } from '../route.ts';
import * as licences from '../schemas/licences.ts';

/** Licences of devices. */
export const LICENCES_ROUTES = {
  'licences.list': {
    method: 'GET',
    path: '/api/projects/:projectId/licences',
    summary: 'Licences of a project, the newest first, and how many there may be',
    query: licences.LicenceQuery,
    status: 200,
    answer: licences.LicencePage,
  },
  'licences.change': {
    method: 'PATCH',
    path: '/api/projects/:projectId/licences',
    summary: 'Change how many licences a project has, or whether new devices are registered by themselves',
    body: licences.ChangeLicences,
    status: 200,
    answer: licences.LicencePage,
  },
  'licences.register': {
    method: 'POST',
    path: '/api/projects/:projectId/licences/register',
    summary: 'Register licences for devices; for those that are offline it takes effect when they come',
    body: licences.LicenceSelection,
    status: 200,
    answer: licences.LicenceOutcome,
  },
  'licences.delete': {
    method: 'POST',
    path: '/api/projects/:projectId/licences/delete',
    summary: 'Delete the licences of devices: their tokens end at once, their status is shown no more',
    body: licences.LicenceSelection,
    status: 200,
    answer: licences.LicenceOutcome,
  },
} as const satisfies Record<string, Route>;
