import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import {
  FILE_URL_PATH,
  type FileAssetConfig,
  fileAssetState,
  isObject,
  type Json,
  type JsonObject,
} from '@thingdock/device-protocol';
import { randomIds, systemClock } from '@thingdock/effects';
import { openDisk } from '../src/files/disk.ts';
import { askForFileUrl } from '../src/files/download.ts';
import { createFiles } from '../src/files/files.ts';
import { openFileStore } from '../src/files/memory.ts';
import { createOrphanGuard } from '../src/platform/orphan.ts';
import { silent } from './fakes.ts';

const TOKEN = 'token-1';

/** The part of the control plane that gives files out, over HTTP. A test may take over the downloads. */
export async function startFileServer(t: TestContext) {
  const contents = new Map<string, Buffer>();
  const asked: string[] = [];
  let serve = (key: string, response: import('node:http').ServerResponse): void => void response.end(contents.get(key));
  const web = createServer((request, response) => {
    const [, , key = ''] = (request.url ?? '').split('/');
    if (request.url?.startsWith('/blob/')) return serve(key, response);
    const isAllowed = request.headers.authorization === `Bearer ${TOKEN}`;
    if (request.method !== 'POST' || request.url !== `/manager${FILE_URL_PATH}` || !isAllowed)
      return response.writeHead(403).end('{"message":"no"}');
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => {
      body += text;
    });
    request.on('end', () => {
      const { key: wanted } = JSON.parse(body) as { key: string };
      asked.push(wanted);
      response.end(JSON.stringify({ url: `${url}/blob/${wanted}` }));
    });
  });
  await once(web.listen(0, '127.0.0.1'), 'listening');
  const url = `http://127.0.0.1:${(web.address() as AddressInfo).port}`;
  t.after(() => {
    web.closeAllConnections();
    web.close();
  });
  return {
    asked,
    baseUrl: `${url}/manager`,
    /** Decides how downloads are answered from now on. */
    serveWith(next: typeof serve) {
      serve = next;
    },
    /** Makes content available; gives back what the device is told about it. */
    offer(key: string, content: string | Buffer, more: Partial<FileAssetConfig> = {}): FileAssetConfig {
      const bytes = Buffer.from(content);
      contents.set(key, bytes);
      const integrity = createHash('sha256').update(bytes).digest('base64');
      return { name: key, filename: key, size: bytes.length, integrity, key, hooks: [], ...more };
    },
  };
}

/** The part of the agent that deals with files, in a folder of its own, with everything real below it. */
export async function startFiles(
  t: TestContext,
  baseUrl: string,
  { folder, free }: { folder?: string; free?: () => Promise<number> } = {},
) {
  const root = folder ?? (await mkdtemp(join(tmpdir(), 'thingdock-files-')));
  if (!folder) t.after(() => rm(root, { recursive: true, force: true }));
  const assets = join(root, 'assets');
  const guard = createOrphanGuard({
    file: join(root, 'program.json'),
    what: 'program',
    clock: systemClock,
    log: silent,
  });
  await guard.reap();
  const reports: string[] = [];
  let last: JsonObject = {};
  const report = (_type: string, path: string, value: Json | undefined): void => {
    const { state = 'gone', updateId = '' } = isObject(value) ? value : {};
    reports.push(`${path.split('.').at(-1)} ${updateId} ${state}`.replace('  ', ' '));
    last = isObject(value) ? value : {};
  };
  const store = await openFileStore({ file: join(root, 'files.json'), log: silent });
  const files = createFiles({
    ...{ disk: await openDisk({ root: assets, ...(free ? { free } : {}) }), guard, store, report },
    ...{ clock: { ...systemClock, sleep: (_ms, signal) => systemClock.sleep(1, signal) }, ids: randomIds, log: silent },
    ready: async () => undefined,
    address: (key, signal) =>
      askForFileUrl(key, { baseUrl, token: TOKEN }, { signal, onUnauthorized: () => undefined }),
  });
  const stop = new AbortController();
  const running = files.run(stop.signal);
  const end = async (): Promise<void> => {
    stop.abort(new Error('stop'));
    await running.catch((error) => {
      if (error !== stop.signal.reason) throw error;
    });
  };
  t.after(end);
  let ts = 0;
  let revision = 0;
  return {
    ...{ root, assets, files, store, reports, end },
    last: () => last,
    /** Makes exactly these files the desired ones: `updateId` and config by asset. */
    want(wanted: Record<string, [updateId: string, config: FileAssetConfig]>, uId = revision + 1): void {
      const entries = Object.entries(wanted).map(([assetId, [updateId, config]]) => {
        ts += 1;
        return [assetId, fileAssetState({ updateId, ts, config })];
      });
      revision = uId;
      files.want({ assets: { assets: Object.fromEntries(entries) } }, uId);
    },
  };
}
