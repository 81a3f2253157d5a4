import { Fault, fieldFault } from '@thingdock/api';
import type { Clock, Ids } from '@thingdock/effects';
import { announce } from '../../events/index.ts';
import type { Envelope } from '../../platform/crypto/envelope.ts';
import type { Database, Executor } from '../../platform/db/index.ts';
import { checkFlow, type FlowNode } from './check-flow.ts';
import {
  type Base,
  type Credentials,
  checkCredentials,
  separate,
  settleCredentials,
  withoutCredentials,
} from './credentials.ts';
import { openVersion, sealVersion } from './seal.ts';
import * as store from './store.ts';
import type { FlowRow, FlowVersionHead, FlowVersionRow } from './tables.ts';

export type FlowDeps = { database: Database; clock: Clock; ids: Ids; envelope: Envelope };

/** What comes with an upload; `createdBy` is the name of whoever uploads. */
export type Upload = {
  content: string;
  title?: string;
  comment?: string;
  packages?: Readonly<Record<string, string>>;
  credentials?: Readonly<Record<string, unknown>>;
  createdBy: string;
};

/** Versions that one flow can have. */
const MOST_VERSIONS = 999;

/** Makes a flow with its version 1. Throws `flow_name_taken`, `credentials_invalid` and what `checkFlow` throws. */
export async function createFlow(
  deps: FlowDeps,
  projectId: string,
  { name, ...upload }: Upload & { name: string },
): Promise<FlowRow> {
  const read = readUpload(upload);
  const now = new Date(deps.clock.now());
  const flow: FlowRow = {
    ...{ id: deps.ids.uuid(), project_id: projectId, name: name.trim() },
    ...{ latest_version: 1, master_version: 1, numbered: 1 },
    ...{ created_at: now, updated_at: now, deleted_at: null },
  };
  await deps.database.transaction(async (tx) => {
    if (!(await store.insertFlow(tx, flow))) throw fieldFault('name', 'flow_name_taken', { name: flow.name });
    await store.insertVersion(tx, newVersion(deps, flow, { upload, read }));
    await announce(tx, { type: 'flow', projectId, keys: [flow.id] });
  });
  return flow;
}

/**
 * Adds the next version to a flow; it becomes the master. Nodes for which no credentials come keep those that they had in
 * the newest version. Throws `version_conflict` when there is a newer version than the one it is based on,
 * `versions_full`, `credentials_invalid` and what `checkFlow` throws.
 */
export async function addVersion(
  deps: FlowDeps,
  flowId: string,
  upload: Upload & { basedOn?: number },
): Promise<FlowVersionRow> {
  const read = readUpload(upload);
  const now = new Date(deps.clock.now());
  return deps.database.transaction(async (tx) => {
    const flow = await store.lockFlow(tx, flowId);
    if (!flow) throw new Fault('not_found', { details: { what: 'flow' } });
    const versions = await store.listVersions(tx, flowId);
    refuseConflict(versions, upload.basedOn);
    if (versions.length >= MOST_VERSIONS) throw new Fault('versions_full', { details: { most: MOST_VERSIONS } });
    const number = flow.numbered + 1;
    const base = await openBase(deps, tx, flow);
    const version = newVersion(deps, { ...flow, numbered: number }, { upload, read, base });
    await store.insertVersion(tx, version);
    const numbers = { latest_version: number, master_version: number, numbered: number };
    await store.changeFlow(tx, flowId, { ...numbers, updated_at: now });
    await announce(tx, { type: 'flow', projectId: flow.project_id, keys: [flowId] });
    return version;
  });
}

/** Two people who change one thing at once: the second is told of the first, instead of undoing what they did. */
export function refuseConflict(
  versions: readonly Pick<FlowVersionHead, 'number' | 'created_by' | 'created_at'>[],
  basedOn: number | undefined,
): void {
  const [newest] = versions;
  if (!newest || basedOn === undefined || newest.number <= basedOn) return;
  const { number, created_by: who, created_at: at } = newest;
  throw fieldFault('basedOn', 'version_conflict', { number, who, at: at.toISOString(), basedOn });
}

type Read = { content: string; nodes: readonly FlowNode[]; given: Credentials };

/** The text as it will be kept: byte by byte as it came, unless credentials had to be taken out of it. */
function readUpload({ content, credentials = {} }: Upload): Read {
  const all = checkFlow(content);
  const { nodes, credentials: within } = separate(all);
  const given = { ...within, ...checkCredentials(credentials, nodes) };
  return { content: nodes === all ? content : withoutCredentials(nodes), nodes, given };
}

async function openBase({ envelope }: FlowDeps, tx: Executor, flow: FlowRow): Promise<Base | undefined> {
  const newest = await store.findVersion(tx, flow.id, flow.latest_version);
  if (!newest) return undefined;
  const { content, credentials } = openVersion(envelope, newest);
  const { nodes, credentials: within } = separate(checkFlow(content));
  return { nodes, credentials: { ...within, ...credentials } };
}

function newVersion(
  { clock, ids, envelope }: FlowDeps,
  flow: FlowRow,
  { upload, read, base }: { upload: Upload; read: Read; base?: Base | undefined },
): FlowVersionRow {
  const { title, comment, packages, createdBy } = upload;
  const id = ids.uuid();
  const credentials = settleCredentials(read.nodes, read.given, base);
  return {
    ...{ id, flow_id: flow.id, number: flow.numbered, title: title ?? null, comment: comment ?? null },
    ...sealVersion(envelope, id, { content: read.content, credentials }),
    packages: packages ?? {},
    created_by: createdBy,
    created_at: new Date(clock.now()),
    deleted_at: null,
  };
}
