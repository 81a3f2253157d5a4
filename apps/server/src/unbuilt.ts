import { Fault, type RouteId } from '@thingdock/api';
import type { Handlers } from './platform/http/index.ts';

/** Routes that are agreed on and not built yet. */
const UNBUILT = [
  'flows.check',
  'flows.change',
  'flows.duplicate',
  'flows.delete',
  'flows.deleteVersion',
  'files.list',
  'files.create',
  'files.get',
  'files.change',
  'files.version',
  'files.delete',
  'files.deleteVersion',
  'uploads.start',
  'uploads.get',
  'uploads.cancel',
] as const satisfies readonly RouteId[];

export type UnbuiltRoutes = Pick<Handlers, (typeof UNBUILT)[number]>;

export const unbuiltRoutes = (): UnbuiltRoutes =>
  Object.fromEntries(
    UNBUILT.map((id) => [
      id,
      async () => {
        throw new Fault('not_built');
      },
    ]),
  ) as unknown as UnbuiltRoutes;
