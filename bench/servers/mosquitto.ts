import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ended, running, type Server } from './child.ts';
import type { Credentials } from './credentials.ts';

/**
 * mosquitto at its best: without delay each connect is answered some 40 ms sooner; with it, small messages share a segment and cost half.
 */
export type Favour = 'connects' | 'messages';

/** Eclipse Mosquitto under mutual TLS, with the same limits as the stand-in. Rejects when it is not installed (Debian: `mosquitto`). */
export async function startMosquitto({ folder }: Credentials, favour: Favour): Promise<Server> {
  const port = await freePort();
  const file = join(folder, 'mosquitto.conf');
  writeFileSync(file, `${configuration(folder, port, favour).join('\n')}\n`);
  // Unlike Node, mosquitto does not raise its own limit of open files. Debian has it where only root looks.
  const env = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` };
  const child = spawn('sh', ['-c', `ulimit -n "$(ulimit -Hn)"; exec mosquitto -c '${file}'`], { stdio: 'ignore', env });
  const up = new AbortController();
  try {
    await Promise.race([listening(port, up.signal), ended(child, 'mosquitto')]);
  } finally {
    up.abort();
  }
  return { ...running(child, 'mosquitto'), port };
}

const configuration = (folder: string, port: number, favour: Favour) => [
  // It reads the key as whoever started it.
  'user root',
  `listener ${port} 127.0.0.1`,
  `cafile ${folder}/ca.pem`,
  `certfile ${folder}/server.pem`,
  `keyfile ${folder}/server.key`,
  'require_certificate true',
  'allow_anonymous true',
  `set_tcp_nodelay ${favour === 'connects'}`,
  'max_inflight_messages 100',
  'max_queued_messages 100000',
  'persistence false',
  'log_type none',
];

/** mosquitto takes no port 0, so one is looked for beforehand. */
async function freePort(): Promise<number> {
  const server = createServer();
  const port = await new Promise<number>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : 0);
    });
  });
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function listening(port: number, signal: AbortSignal): Promise<void> {
  while (!(await accepts(port))) await sleep(20, undefined, { signal });
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
