import { createHash } from 'node:crypto';
import { Fault, fieldFault } from '@thingdock/api';
import type { Clock, Ids } from '@thingdock/effects';
import { announce } from '../events/index.ts';
import type { Envelope } from '../platform/crypto/envelope.ts';
import { Secret } from '../platform/crypto/secret.ts';
import type { Database } from '../platform/db/index.ts';
import { checkFlow } from './check-flow.ts';
import * as store from './store.ts';
import type { FlowRow, FlowVersionRow } from './tables.ts';

export type UploadDeps = { database: Database; clock: Clock; ids: Ids; envelope: Envelope };

/** What comes with an upload; `createdBy` is the name of whoever uploads. */
export type Upload = { content: string; title?: string; comment?: string; createdBy: string };

/** Keeps a sealed content from being read as another version's. */
export const contentContext = (versionId: string): string => `flow_version/${versionId}/content`;

/** Makes a flow with its version 1. Throws `flow_name_taken` and what `checkFlow` throws. */
export async function createFlow(
  deps: UploadDeps,
  projectId: string,
  { name, ...upload }: Upload & { name: string },
): Promise<FlowRow> {
  checkFlow(upload.content);
  const now = new Date(deps.clock.now());
  const flow: FlowRow = {
    id: deps.ids.uuid(),
    project_id: projectId,
    name: name.trim(),
    latest_version: 1,
    created_at: now,
    updated_at: now,
  };
  await deps.database.transaction(async (tx) => {
    if (!(await store.insertFlow(tx, flow))) throw fieldFault('name', 'flow_name_taken', { name: flow.name });
    await store.insertVersion(tx, newVersion(deps, flow, upload));
    await announce(tx, { type: 'flow', projectId, keys: [flow.id] });
  });
  return flow;
}

/** Adds the next version to a flow. Throws what `checkFlow` throws. */
export async function addVersion(deps: UploadDeps, flowId: string, upload: Upload): Promise<FlowVersionRow> {
  checkFlow(upload.content);
  return deps.database.transaction(async (tx) => {
    const flow = await store.takeVersionNumber(tx, flowId, new Date(deps.clock.now()));
    if (!flow) throw new Fault('not_found', { details: { what: 'flow' } });
    const version = newVersion(deps, flow, upload);
    await store.insertVersion(tx, version);
    await announce(tx, { type: 'flow', projectId: flow.project_id, keys: [flowId] });
    return version;
  });
}

function newVersion({ clock, ids, envelope }: UploadDeps, flow: FlowRow, upload: Upload): FlowVersionRow {
  const { content, title, comment, createdBy } = upload;
  const id = ids.uuid();
  return {
    id,
    flow_id: flow.id,
    number: flow.latest_version,
    title: title ?? null,
    comment: comment ?? null,
    size: Buffer.byteLength(content),
    sha256: createHash('sha256').update(content, 'utf8').digest('base64'),
    content_sealed: envelope.seal(new Secret(content), contentContext(id)),
    created_by: createdBy,
    created_at: new Date(clock.now()),
  };
}
