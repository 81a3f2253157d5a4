import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { FileAssetConfig } from '@thingdock/device-protocol';
import type { Clock, Ids } from '@thingdock/effects';
import type { Config } from '../platform/config.ts';
import type { Envelope } from '../platform/crypto/envelope.ts';
import type { Database, Executor } from '../platform/db/index.ts';
import type { Content, Gate, HttpServer } from '../platform/http/index.ts';
import type { Jobs } from '../platform/jobs/jobs.ts';
import type { Blobs, Span } from './blobs/blobs.ts';
import { createDiskBlobs } from './blobs/disk.ts';
import { registerFileContent } from './files/http.ts';
import { type FileRoutes, fileRoutes } from './files/routes.ts';
import { fileConfig } from './files/settings.ts';
import * as files from './files/store.ts';
import { packageFlow } from './flows/package-flow.ts';
import { type FlowRoutes, flowRoutes } from './flows/routes.ts';
import { openVersion } from './flows/seal.ts';
import { separateOlder } from './flows/separate-older.ts';
import * as flows from './flows/store.ts';
import { type InUse, purgeDeleted } from './purge.ts';
import { createHashes } from './uploads/hashes.ts';
import { registerUploads } from './uploads/http.ts';
import { type UploadRoutes, uploadRoutes } from './uploads/routes.ts';
import * as uploads from './uploads/store.ts';
import { sweep } from './uploads/sweep.ts';

/** A version of a flow that can be deployed. `versionId` names it on the wire, as `assetId`. */
export type FlowVersionRef = {
  flowId: string;
  flowName: string;
  projectId: string;
  number: number;
  versionId: string;
};

/** A version of a file that can be deployed, with its settings as devices read them. */
export type FileVersionRef = {
  fileId: string;
  fileName: string;
  projectId: string;
  number: number;
  versionId: string;
  config: FileAssetConfig;
};

export type Assets = {
  routes: FlowRoutes & FileRoutes & UploadRoutes;
  /** The project of a flow, a file, an upload: for the permission gate. */
  project(flowId: string): Promise<string | undefined>;
  fileProject(fileId: string): Promise<string | undefined>;
  uploadProject(uploadId: string): Promise<string | undefined>;
  /** A version by its number, the master when absent. Deleted ones are not found. */
  findVersion(executor: Executor, flowId: string, number?: number): Promise<FlowVersionRef | undefined>;
  /** A version by its number, the newest when absent. Deleted ones are not found. */
  findFileVersion(executor: Executor, fileId: string, number?: number): Promise<FileVersionRef | undefined>;
  /**
   * The flow package of a version, as a device downloads it; of a deleted one as long as a device may come for it. Carries
   * credentials: never log it, never let it be cached.
   */
  package(versionId: string): Promise<string | undefined>;
  /** The content of a version of a file, likewise. */
  fileContent(versionId: string): Promise<Content | undefined>;
  /** Uploads and downloads of members, which carry bytes and no JSON. */
  register(server: HttpServer, gate: Gate): void;
  start(jobs: Pick<Jobs, 'every'>): Promise<void>;
};

type Deps = {
  database: Database;
  clock: Clock;
  ids: Ids;
  envelope: Envelope;
  config: Pick<Config, 'dataDir'>;
  inUse: InUse;
  /** Where contents lie; in the data folder when absent. */
  blobs?: Blobs;
  silenceMs?: number;
};

const SWEEP_SECONDS = 3_600;

/** Flows and files, their immutable versions, and what devices download of them. */
export function createAssets(deps: Deps): Assets {
  const { database, envelope } = deps;
  const { blobs = createDiskBlobs(join(deps.config.dataDir, 'blobs')) } = deps;
  const inner = { ...deps, blobs, hashes: createHashes() };
  return {
    routes: { ...flowRoutes(inner), ...fileRoutes(inner), ...uploadRoutes(inner) },
    project: async (flowId) => (await flows.findFlow(database.root, flowId))?.project_id,
    fileProject: async (fileId) => (await files.findFile(database.root, fileId))?.project_id,
    uploadProject: async (uploadId) => (await uploads.findUpload(database.root, uploadId))?.project_id,
    findVersion,
    findFileVersion,
    async package(versionId) {
      const version = await flows.findKeptVersion(database.root, versionId);
      return version && packageFlow(openVersion(envelope, version));
    },
    async fileContent(versionId) {
      const version = await files.findKeptVersion(database.root, versionId);
      if (!version) return undefined;
      const { size, sha256 } = version;
      return { size, etag: sha256, read: (span: Span | undefined): Promise<Readable> => blobs.read(sha256, span) };
    },
    register(server, gate) {
      registerUploads(server, inner, gate);
      registerFileContent(server, inner, gate);
    },
    async start(jobs) {
      await separateOlder(deps);
      await jobs.every('assets.sweep', SWEEP_SECONDS, async () => {
        await purgeDeleted(deps);
        await sweep(inner);
      });
    },
  };
}

async function findVersion(executor: Executor, flowId: string, number?: number): Promise<FlowVersionRef | undefined> {
  const flow = await flows.findFlow(executor, flowId);
  const version = flow && (await flows.findVersion(executor, flowId, number ?? flow.master_version));
  if (!version) return undefined;
  const { name: flowName, project_id: projectId } = flow;
  return { flowId, flowName, projectId, number: version.number, versionId: version.id };
}

async function findFileVersion(executor: Executor, fileId: string, number?: number) {
  const file = await files.findFile(executor, fileId);
  const version = file && (await files.findVersion(executor, fileId, number ?? file.latest_version));
  if (!version) return undefined;
  const { name: fileName, project_id: projectId } = file;
  const config = fileConfig(file, version);
  return { fileId, fileName, projectId, number: version.number, versionId: version.id, config };
}
