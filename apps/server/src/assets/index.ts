import type { Clock, Ids } from '@thingdock/effects';
import type { Envelope } from '../platform/crypto/envelope.ts';
import type { Database, Executor } from '../platform/db/index.ts';
import { checkFlow } from './check-flow.ts';
import { packageFlow } from './package-flow.ts';
import { type AssetRoutes, assetRoutes } from './routes.ts';
import * as store from './store.ts';
import { contentContext } from './upload.ts';

/** A version of a flow that can be deployed. `versionId` names it on the wire, as `assetId`. */
export type FlowVersionRef = {
  flowId: string;
  flowName: string;
  projectId: string;
  number: number;
  versionId: string;
};

export type Assets = {
  routes: AssetRoutes;
  /** The project of a flow, for the permission gate. */
  project(flowId: string): Promise<string | undefined>;
  /** A version by its number, the newest when absent. */
  findVersion(executor: Executor, flowId: string, number?: number): Promise<FlowVersionRef | undefined>;
  /** The flow package of a version, as a device downloads it. Carries credentials: never log it, never let it be cached. */
  package(versionId: string): Promise<string | undefined>;
};

type Deps = { database: Database; clock: Clock; ids: Ids; envelope: Envelope };

export function createAssets(deps: Deps): Assets {
  const { database, envelope } = deps;
  return {
    routes: assetRoutes(deps),
    project: async (flowId) => (await store.findFlow(database.root, flowId))?.project_id,
    async findVersion(executor, flowId, number) {
      const flow = await store.findFlow(executor, flowId);
      const version = flow && (await store.findVersion(executor, flowId, number ?? flow.latest_version));
      if (!version) return undefined;
      return {
        flowId,
        flowName: flow.name,
        projectId: flow.project_id,
        number: version.number,
        versionId: version.id,
      };
    },
    async package(versionId) {
      const version = await store.findVersionById(database.root, versionId);
      return (
        version && packageFlow(checkFlow(envelope.open(version.content_sealed, contentContext(versionId)).reveal()))
      );
    },
  };
}
