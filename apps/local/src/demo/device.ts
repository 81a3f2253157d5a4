import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../child.ts';
import type { RunningServer } from '../server.ts';

/**
 * Makes the demo's thing and its config folder as a user would, with the command line: the private key is made here and
 * stays here. Returns the agent's config file.
 */
export async function createDevice(
  server: RunningServer,
  { name, connectionId, folder }: { name: string; connectionId: string; folder: string },
): Promise<string> {
  const config = join(folder, 'config.json');
  if (existsSync(config)) return config;
  const args = ['things', 'create', name, '--connection', connectionId, '--out', folder];
  const child = spawn(process.execPath, [join(ROOT, 'apps/cli/src/main.ts'), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, THINGDOCK_URL: server.url, THINGDOCK_TOKEN: server.token },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part: Buffer) => (output += part.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`The demo device could not be made: ${output.trim()}`);
  return config;
}
