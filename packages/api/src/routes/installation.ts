import Type from 'typebox';
import type { Route } from '../route.ts';

/** The installation itself: whether it is up, and what it counted. */
export const INSTALLATION_ROUTES = {
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
} as const satisfies Record<string, Route>;
