import type { Route } from '../route.ts';
import * as people from '../schemas/people.ts';
import { list, Nothing } from './answers.ts';

/** Users, their tokens, projects and their members. */
export const PEOPLE_ROUTES = {
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
} as const satisfies Record<string, Route>;
