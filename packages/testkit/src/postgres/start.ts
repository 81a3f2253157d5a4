import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import pg from 'pg';
import { until } from '../until.ts';
import { NOBODY, runsAsRoot, unpackPostgres } from './binaries.ts';

export type TestPostgres = { /** URL of the cluster's `postgres` database. */ url: string; stop(): Promise<void> };

const identity = runsAsRoot ? { uid: NOBODY, gid: NOBODY } : {};

export type PostgresOptions = {
  /** Each commit reaches the disk, as it does in an installation. Tests do without, since none cuts the power. */
  durable?: boolean;
};

/** Starts a real PostgreSQL of its own on a free loopback port, with an empty cluster in a temporary folder. */
export async function startPostgres({ durable = false }: PostgresOptions = {}): Promise<TestPostgres> {
  const folder = unpackPostgres();
  const bin = join(folder, 'native/bin');
  const data = join(folder, 'data');
  const port = await freePort();
  execFileSync(
    join(bin, 'initdb'),
    ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--no-sync', '--locale=C'],
    {
      ...identity,
      stdio: 'pipe',
    },
  );
  const settings = [
    `port=${port}`,
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    `fsync=${durable ? 'on' : 'off'}`,
    'max_connections=200',
  ];
  const server = spawn(join(bin, 'postgres'), ['-D', data, ...settings.flatMap((setting) => ['-c', setting])], {
    ...identity,
    stdio: 'ignore',
  });
  // A process that ends without `stop()` takes its database along.
  server.unref();
  const abandon = () => {
    server.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  };
  process.once('exit', abandon);
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  await until('PostgreSQL to answer', () => answers(url, server), { within: 30_000 });
  return {
    url,
    async stop() {
      if (server.exitCode === null) {
        server.ref();
        // SIGINT is PostgreSQL's "fast" shutdown: it ends sessions instead of waiting for them.
        server.kill('SIGINT');
        await once(server, 'exit');
      }
      process.off('exit', abandon);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function answers(url: string, server: ChildProcess): Promise<boolean> {
  if (server.exitCode !== null) throw new Error(`PostgreSQL ended with ${server.exitCode}`);
  const client = new pg.Client({ connectionString: url });
  try {
    await client.connect();
    return true;
  } finally {
    await client.end();
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (!address || typeof address === 'string') throw new Error('no port');
  return address.port;
}
