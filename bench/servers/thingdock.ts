import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ended, running, type Server } from './child.ts';

const MAIN = join(import.meta.dirname, '../../apps/server/src/main.ts');

/** The whole server on a PostgreSQL, with the token of an administrator. No AWS is connected. */
export type Thingdock = Server & { token: string };

export async function startThingdock(databaseUrl: string): Promise<Thingdock> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-thingdock-'));
  const tokenFile = join(folder, 'token');
  const child = spawn(process.execPath, [MAIN], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: {
      PATH: process.env.PATH,
      DATABASE_URL: databaseUrl,
      THINGDOCK_DATA: folder,
      THINGDOCK_PORT: '0',
      THINGDOCK_LOG_LEVEL: 'error',
      THINGDOCK_ADMIN_TOKEN_FILE: tokenFile,
    },
  });
  const ready = new Promise<{ url: string }>((resolve) =>
    child.once('message', (up) => resolve(up as { url: string })),
  );
  const { url } = await Promise.race([ready, ended(child, 'the server')]);
  const { pid, stop } = running(child, 'the server');
  return {
    pid,
    port: Number(new URL(url).port),
    token: readFileSync(tokenFile, 'utf8').trim(),
    async stop() {
      await stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
