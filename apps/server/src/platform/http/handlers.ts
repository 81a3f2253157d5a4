import type { RouteAnswer, RouteBody, RouteId, RouteParams, RouteQuery, Routes } from '@thingdock/api';
import type { Caller, SignedIn } from './caller.ts';

/** A request of the API as a handler sees it: parsed, valid, and allowed. */
export type ApiRequest<I extends RouteId> = {
  params: RouteParams<Routes[I]>;
  query: RouteQuery<Routes[I]>;
  body: RouteBody<Routes[I]>;
  caller: Caller;
  /** The signed-in user; only public routes have none, and asking there throws. */
  user: SignedIn;
  requestId: string;
};

export type Handler<I extends RouteId> = (request: ApiRequest<I>) => Promise<RouteAnswer<Routes[I]>>;

/** A handler for every route of the table. A feature gives its share, as `Pick<Handlers, 'flows.list' | …>`. */
export type Handlers = { [I in RouteId]: Handler<I> };
