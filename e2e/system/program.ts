import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

export const ROOT = join(import.meta.dirname, '../..');

export type Program = {
  readonly pid: number;
  /** The first message over the channel to its parent. Rejects with what it printed when it ends before. */
  message<T>(): Promise<T>;
  /** Everything that it has printed so far. */
  output(): string;
  kill(signal: NodeJS.Signals): void;
  /** Resolves with the exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals>;
};

const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** Starts one of our programs as a user's machine would: a process of its own, with nothing of this test's settings. */
export function startProgram(file: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Program {
  const { PATH, HOME, NODE_COMPILE_CACHE } = process.env;
  const child = spawn(process.execPath, [join(ROOT, file), ...args], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: { PATH, HOME, ...(NODE_COMPILE_CACHE === undefined ? {} : { NODE_COMPILE_CACHE }), ...env },
  });
  running.add(child);
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (part: Buffer) => {
      text += part.toString();
    });
  const ended = once(child, 'close').then(([code, signal]) => {
    running.delete(child);
    return (code ?? signal) as number | NodeJS.Signals;
  });
  return {
    pid: child.pid ?? -1,
    message: <T>() =>
      Promise.race([
        once(child, 'message').then(([message]) => message as T),
        ended.then((how): never => {
          throw new Error(`${file} ended with ${how}: ${text}`);
        }),
      ]),
    output: () => text,
    kill: (signal) => child.kill(signal),
    ended,
  };
}

/** Ends a program the polite way and waits for it. */
export async function stopProgram(program: Program): Promise<number | NodeJS.Signals> {
  program.kill('SIGTERM');
  return program.ended;
}
