import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { request as sendRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  ApiError,
  type CallInput,
  createClient,
  fileContentPath,
  type Problem,
  ROUTES,
  type RouteId,
  type Upload,
  uploadPartPath,
} from '@thingdock/api';
import { randomIds } from '@thingdock/effects';
import { fakeClock } from '@thingdock/testkit';
import { pino } from 'pino';
import type { Blobs } from '../../src/assets/blobs/blobs.ts';
import { createAssets } from '../../src/assets/index.ts';
import { createPeople } from '../../src/people/index.ts';
import { createEnvelope } from '../../src/platform/crypto/envelope.ts';
import { createSigner } from '../../src/platform/crypto/signer.ts';
import type { Database } from '../../src/platform/db/index.ts';
import { closeHttpServer, createHttpServer, type Handlers, registerRoutes } from '../../src/platform/http/index.ts';

export type World = Awaited<ReturnType<typeof openWorld>>;
export type AssetServer = Awaited<ReturnType<World['start']>>;

/** What servers of one installation share: a database, a folder, a key and the time. Nothing of it is taken by a server. */
export async function openWorld(database: Database) {
  const folder = mkdtempSync(join(tmpdir(), 'thingdock-assets-'));
  const clock = fakeClock();
  const envelope = createEnvelope([randomBytes(32)]);
  const signer = createSigner(randomBytes(32));
  /** Versions that devices are told to have. */
  const told = new Set<string>();
  const started: { close(): Promise<void> }[] = [];

  async function start(options: { blobs?: Blobs; silenceMs?: number } = {}) {
    const log = pino({ level: 'silent' });
    let publicUrl = new URL('http://127.0.0.1');
    const shared = { database, clock, ids: randomIds, log, signer, envelope, publicUrl: () => publicUrl };
    const people = createPeople(shared);
    const assets = createAssets({
      ...{ ...shared, ...options, config: { dataDir: folder } },
      inUse: async (ids) => new Set(ids.filter((id) => told.has(id))),
    });
    const server = createHttpServer(shared);
    const gate = people.gate({
      flowId: assets.project,
      fileId: assets.fileProject,
      uploadId: assets.uploadProject,
    });
    registerRoutes(server, { ...absent(), ...people.routes, ...assets.routes }, gate);
    assets.register(server, gate);
    publicUrl = new URL(await server.listen({ host: '127.0.0.1', port: 0 }));
    const jobs = new Map<string, () => Promise<unknown>>();
    await assets.start({ every: async (name, _seconds, run) => void jobs.set(name, run as () => Promise<unknown>) });
    started.push({ close: () => closeHttpServer(server) });
    const tokenFile = join(folder, 'token');
    await people.writeAdminToken(tokenFile);
    const token = readFileSync(tokenFile, 'utf8').trim();
    const client = createClient({ baseUrl: publicUrl.origin, token });
    return { url: publicUrl.origin, token, client, assets, sweep: async () => jobs.get('assets.sweep')?.() };
  }

  return {
    ...{ database, clock, folder, envelope, told, start },
    async close() {
      for (const server of started) await server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Routes of the features that are not here answer as a fault of the server. */
function absent(): Handlers {
  const missing = async () => {
    throw new Error('this feature is not part of this server');
  };
  return Object.fromEntries((Object.keys(ROUTES) as RouteId[]).map((id) => [id, missing])) as unknown as Handlers;
}

type Sending = { url: string; token: string };

/** Sends a part and returns the answer; a refusal is thrown as `ApiError`. */
export async function sendPart({ url, token }: Sending, id: string, offset: number, body: Uint8Array<ArrayBuffer>) {
  const answer = await fetch(new URL(`${uploadPartPath(id)}?offset=${offset}`, url), {
    method: 'PUT',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/octet-stream' },
    body,
  });
  if (!answer.ok) throw new ApiError((await answer.json()) as Problem);
  return (await answer.json()) as Upload;
}

/** A part whose sender stops in the middle: says that `length` bytes come, and sends fewer. */
export function beginPart({ url, token }: Sending, id: string, offset: number, { length }: { length: number }) {
  const sender = sendRequest(new URL(`${uploadPartPath(id)}?offset=${offset}`, url), {
    method: 'PUT',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/octet-stream',
      'content-length': length,
    },
  });
  const answered = once(sender, 'response');
  // A connection that the test cuts gives no answer, and nobody waits for it.
  answered.catch(() => undefined);
  return {
    /** Resolves when the system has taken the bytes. */
    send: (bytes: Uint8Array) => new Promise<void>((resolve) => sender.write(bytes, () => resolve())),
    finish: () => sender.end(),
    cut: () => sender.destroy(),
    async answer(): Promise<Problem & Upload> {
      const [response] = await answered;
      let text = '';
      for await (const chunk of response.setEncoding('utf8')) text += chunk;
      return JSON.parse(text) as Problem & Upload;
    },
  };
}

export const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('base64');

export const PLAIN = { directory: null, execute: null, hooks: [] };

/** What tests of files do again and again. */
export async function filesOf(server: AssetServer, name = 'Plant') {
  const { client } = server;
  const { id: projectId } = await client.call('projects.create', { body: { name } });
  const params = { projectId };
  const start = (size: number, filename = 'data.bin') =>
    client.call('uploads.start', { params, body: { filename, size } });
  async function upload(bytes: Uint8Array<ArrayBuffer>, filename?: string): Promise<Upload> {
    const begun = await start(bytes.length, filename);
    return bytes.length === 0 ? begun : sendPart(server, begun.id, 0, bytes);
  }
  type Body = CallInput<(typeof ROUTES)['files.create']>['body'];
  return {
    ...{ projectId, params, start, upload },
    async create(fileName: string, bytes: Uint8Array<ArrayBuffer>, rest: Partial<Body> = {}) {
      const { id: uploadId } = await upload(bytes);
      return client.call('files.create', { params, body: { name: fileName, uploadId, ...PLAIN, ...rest } });
    },
    get: (uploadId: string) => client.call('uploads.get', { params: { uploadId } }),
    content: (fileId: string, number: number, headers: Record<string, string> = {}) =>
      fetch(new URL(fileContentPath(fileId, number), server.url), {
        headers: { authorization: `Bearer ${server.token}`, ...headers },
      }),
  };
}

/** A world on a database of its own, with one server and a project for files. */
export async function openWithFiles(open: () => Promise<{ database: Database; close: () => Promise<void> }>) {
  const { database, close: closeDatabase } = await open();
  const world = await openWorld(database);
  const server = await world.start();
  const close = async () => {
    await world.close();
    await closeDatabase();
  };
  return { world, server, files: await filesOf(server), close };
}
