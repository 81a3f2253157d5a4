import { Fault } from '@thingdock/api';
import type { Handlers } from '../../platform/http/index.ts';
import { addVersion, createFlow, type FlowDeps } from './add-version.ts';
import { changeFlow, deleteFlow, deleteVersion } from './change.ts';
import { checkFlow } from './check-flow.ts';
import { duplicateFlow } from './duplicate.ts';
import { inspectFlow } from './inspect-flow.ts';
import { openContent } from './seal.ts';
import * as store from './store.ts';
import type { FlowRow, FlowVersionHead } from './tables.ts';

export type FlowRoutes = Pick<
  Handlers,
  | 'flows.list'
  | 'flows.create'
  | 'flows.check'
  | 'flows.change'
  | 'flows.duplicate'
  | 'flows.delete'
  | 'flows.deleteVersion'
  | 'flows.get'
  | 'flows.version'
  | 'flows.content'
>;

export function flowRoutes(deps: FlowDeps): FlowRoutes {
  const { database, envelope } = deps;

  async function withVersions(flow: FlowRow | undefined) {
    if (!flow) throw new Fault('not_found', { details: { what: 'flow' } });
    const versions = await store.listVersions(database.root, flow.id);
    return { ...toFlow(flow), versions: versions.map(toVersion) };
  }
  const shown = async (flowId: string) => withVersions(await store.findFlow(database.root, flowId));

  return {
    'flows.list': async ({ params }) => ({
      items: (await store.listFlows(database.root, params.projectId)).map(toFlow),
    }),
    'flows.create': async ({ params, body, user }) =>
      withVersions(await createFlow(deps, params.projectId, { ...body, createdBy: user.name })),
    'flows.check': async ({ body }) => inspectFlow(body.content, checkFlow(body.content)),
    async 'flows.change'({ params, body }) {
      await changeFlow(deps, params.flowId, body);
      return shown(params.flowId);
    },
    'flows.duplicate': async ({ params, body, user }) =>
      withVersions(await duplicateFlow(deps, params.flowId, { ...body, createdBy: user.name })),
    async 'flows.delete'({ params }) {
      await deleteFlow(deps, params.flowId);
      return {};
    },
    async 'flows.deleteVersion'({ params }) {
      await deleteVersion(deps, params.flowId, versionNumber(params.number));
      return {};
    },
    'flows.get': async ({ params }) => shown(params.flowId),
    'flows.version': async ({ params, body, user }) =>
      toVersion(await addVersion(deps, params.flowId, { ...body, createdBy: user.name })),
    async 'flows.content'({ params }) {
      const number = versionNumber(params.number);
      const version = await store.findVersion(database.root, params.flowId, number);
      if (!version) throw new Fault('not_found', { details: { what: 'version of this flow' } });
      return { flowId: params.flowId, number, content: openContent(envelope, version) };
    },
  };
}

function versionNumber(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new Fault('not_found', { details: { what: 'version of this flow' } });
  return Number(text);
}

function toFlow(row: FlowRow) {
  return {
    id: row.id,
    projectId: row.project_id,
    name: row.name,
    latestVersion: row.latest_version,
    masterVersion: row.master_version,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  };
}

function toVersion(row: FlowVersionHead) {
  return {
    number: row.number,
    packages: row.packages,
    credentialsOf: [...(row.credentials_of ?? [])],
    title: row.title,
    comment: row.comment,
    size: row.size,
    sha256: row.sha256,
    createdBy: row.created_by,
    createdAt: row.created_at.toISOString(),
  };
}
