import type { Static, TSchema } from 'typebox';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** One route of the HTTP API. Parameters in `path` are written `:name`; they and the query are strings on the wire. */
export type Route = {
  method: Method;
  path: `/api/${string}`;
  summary: string;
  query?: TSchema;
  body?: TSchema;
  status: number;
  answer: TSchema;
};

type ParamNames<Path extends string> = Path extends `${string}:${infer Name}/${infer Rest}`
  ? Name | ParamNames<`/${Rest}`>
  : Path extends `${string}:${infer Name}`
    ? Name
    : never;

export type RouteParams<R extends Route> = { [N in ParamNames<R['path']>]: string };
export type RouteBody<R extends Route> = R['body'] extends TSchema ? Static<R['body']> : undefined;
export type RouteQuery<R extends Route> = R['query'] extends TSchema ? Static<R['query']> : Record<never, never>;
export type RouteAnswer<R extends Route> = Static<R['answer']>;
