import { createServer } from 'node:net';
import { isObject } from '@thingdock/device-protocol';
import { readState, writeFileAtomically } from '../platform/files.ts';
import type { Log } from '../platform/log.ts';

/**
 * The port for Node-RED's pages: the configured one, else the one remembered, else a free one, which is then remembered.
 * A remembered port that somebody else took meanwhile is replaced; a configured one never.
 */
export async function choosePort(deps: { configured: number | undefined; file: string; log: Log }): Promise<number> {
  const { configured, file, log } = deps;
  if (configured !== undefined) return configured;
  const remembered = await readState(file, parsePort, (bad) => log.warn('node-red.port-file-corrupt', { file: bad }));
  if (remembered !== undefined && (await listenOnce(remembered)) !== undefined) return remembered;
  const port = await listenOnce(0);
  if (port === undefined) throw new Error('there is no free port on the loopback address for Node-RED');
  if (remembered !== undefined) log.warn('node-red.port-taken', { remembered, port });
  await writeFileAtomically(file, JSON.stringify({ port }));
  return port;
}

/** Listens for a moment; the port that it was, or undefined when that cannot be had. */
function listenOnce(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' ? address?.port : undefined));
    });
  });
}

function parsePort(raw: unknown): number | undefined {
  return isObject(raw) && typeof raw.port === 'number' && raw.port > 0 && raw.port < 65_536 ? raw.port : undefined;
}
