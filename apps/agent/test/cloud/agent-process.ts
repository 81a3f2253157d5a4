import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RuntimeInfo } from '../../src/config/runtime-info.ts';

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

/** The agent as users run it: a process of its own. */
export type AgentProcess = {
  child: ChildProcess;
  stdout(): string;
  stderr(): string;
  runtime(): Promise<RuntimeInfo>;
  /** Process id of the Node-RED that runs now. */
  nodeRedPid(): Promise<number>;
  /** Sends a signal and waits for the end; gives back the exit code, or the signal that ended it. */
  end(signal: NodeJS.Signals): Promise<number | string | null>;
};

export function startAgent(config: string, folder: string, env: NodeJS.ProcessEnv = {}): AgentProcess {
  const child = spawn(process.execPath, [MAIN, '--config', config, '--log-level', 'debug'], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, INIT_CWD: folder, ...env },
  });
  const said = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const)
    child[stream].setEncoding('utf8').on('data', (text: string) => {
      said[stream] += text;
    });
  const ended = once(child, 'close');
  const readJson = async (...path: string[]) => JSON.parse(await readFile(join(folder, ...path), 'utf8'));
  return {
    child,
    stdout: () => said.stdout,
    stderr: () => said.stderr,
    runtime: () => readJson('runtime.json'),
    nodeRedPid: async () => (await readJson('node-red', 'process.json')).pid,
    async end(signal) {
      child.kill(signal);
      const [code, by] = await ended;
      return by ?? code;
    },
  };
}
