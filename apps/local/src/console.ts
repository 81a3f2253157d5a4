import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { ROOT } from './child.ts';

/** Builds the console when it is missing or older than its sources; takes a moment only then. */
export async function buildConsole(say: (line: string) => void): Promise<void> {
  say('Making sure that the console is built …');
  const child = spawn(process.execPath, [join(ROOT, 'apps/console/build/build.ts')], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [printed, complaint, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  if (code !== 0) throw new Error(`The console could not be built:\n${printed}${complaint}`);
}
