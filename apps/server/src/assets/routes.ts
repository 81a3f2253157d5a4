import { Fault } from '@thingdock/api';
import type { Handlers } from '../platform/http/index.ts';
import * as store from './store.ts';
import type { FlowRow, FlowVersionRow } from './tables.ts';
import { addVersion, contentContext, createFlow, type UploadDeps } from './upload.ts';

export type AssetRoutes = Pick<
  Handlers,
  'flows.list' | 'flows.create' | 'flows.get' | 'flows.version' | 'flows.content'
>;

export function assetRoutes(deps: UploadDeps): AssetRoutes {
  const { database, envelope } = deps;

  async function withVersions(flow: FlowRow) {
    const versions = await store.listVersions(database.root, flow.id);
    return { ...toFlow(flow), versions: versions.map(toVersion) };
  }

  return {
    'flows.list': async ({ params }) => ({
      items: (await store.listFlows(database.root, params.projectId)).map(toFlow),
    }),
    'flows.create': async ({ params, body, user }) =>
      withVersions(await createFlow(deps, params.projectId, { ...body, createdBy: user.name })),
    'flows.get': async ({ params }) => {
      const flow = await store.findFlow(database.root, params.flowId);
      if (!flow) throw new Fault('not_found', { details: { what: 'flow' } });
      return withVersions(flow);
    },
    'flows.version': async ({ params, body, user }) =>
      toVersion(await addVersion(deps, params.flowId, { ...body, createdBy: user.name })),
    'flows.content': async ({ params }) => {
      const number = Number(params.number);
      const version = Number.isSafeInteger(number)
        ? await store.findVersion(database.root, params.flowId, number)
        : undefined;
      if (!version) throw new Fault('not_found', { details: { what: 'version of this flow' } });
      const content = envelope.open(version.content_sealed, contentContext(version.id)).reveal();
      return { flowId: params.flowId, number, content };
    },
  };
}

function toFlow(row: FlowRow) {
  return {
    id: row.id,
    projectId: row.project_id,
    name: row.name,
    latestVersion: row.latest_version,
    masterVersion: row.latest_version,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  };
}

function toVersion(row: Omit<FlowVersionRow, 'content_sealed'>) {
  return {
    number: row.number,
    packages: {},
    credentialsOf: [],
    title: row.title,
    comment: row.comment,
    size: row.size,
    sha256: row.sha256,
    createdBy: row.created_by,
    createdAt: row.created_at.toISOString(),
  };
}
