import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';

/** The ports of one installation. */
export type Ports = { server: number; http: number; https: number; mqtt: number };

export class PortTaken extends Error {
  constructor(port: number) {
    super(`Port ${port} is taken by another program. Stop that one, or start with another --port (0 picks free ones).`);
    this.name = 'PortTaken';
  }
}

/**
 * The ports to use: `port` and the three after it, or for 0 free ones, chosen once for the folder and remembered there,
 * since devices and AWS objects keep the addresses. Throws `PortTaken`.
 */
export async function choosePorts(dataDir: string, port: number): Promise<Ports> {
  const file = join(dataDir, 'ports.json');
  const ports =
    port === 0 ? await rememberedPorts(file) : { server: port, http: port + 1, https: port + 2, mqtt: port + 3 };
  for (const one of Object.values(ports)) if (!(await isFree(one))) throw new PortTaken(one);
  return ports;
}

async function rememberedPorts(file: string): Promise<Ports> {
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as Ports;
  const [server = 0, http = 0, https = 0, mqtt = 0] = await freePorts(4);
  const ports = { server, http, https, mqtt };
  writeFileSync(file, `${JSON.stringify(ports)}\n`, { mode: 0o600 });
  return ports;
}

/** All are held open until each is chosen, so that none is given out twice. */
async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return ports;
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
    await once(server.close(), 'close');
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') return false;
    throw error;
  }
}
