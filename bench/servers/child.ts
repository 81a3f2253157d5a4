import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pinTo } from '../measure/process-usage.ts';

/** A server under load: a process of its own. */
export type Server = { pid: number; port: number; stop(): Promise<void> };

/** Runs one of the programs beside this file that print their port when they are up, with this Node. */
export async function startServer(program: string, args: readonly string[] = []): Promise<Server> {
  const child = spawn(process.execPath, [join(import.meta.dirname, program), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const line = await Promise.race([firstLine(child), ended(child, program)]);
  return { ...running(child, program), port: Number(line) };
}

/** The process, on the server's core, and the way to end it. */
export function running(child: ChildProcess, name: string): Omit<Server, 'port'> {
  const { pid } = child;
  if (pid === undefined) throw new Error(`${name} did not start`);
  pinTo('server', pid);
  return {
    pid,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      await exited;
    },
  };
}

async function firstLine(child: ChildProcess): Promise<string> {
  if (!child.stdout) throw new Error('the server has no standard output');
  const lines = createInterface({ input: child.stdout });
  const [line] = (await once(lines, 'line')) as [string];
  return line;
}

/** Rejects when the process ends before it was up. */
export async function ended(child: ChildProcess, name: string): Promise<never> {
  const [code, signal] = await once(child, 'exit');
  throw new Error(`${name} ended with ${code ?? signal} before it was up`);
}
