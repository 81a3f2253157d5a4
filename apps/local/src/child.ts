import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdirSync } from 'node:fs';
import { join } from 'node:path';

export const ROOT = join(import.meta.dirname, '../../..');

type ChildOptions = {
  name: string;
  /** Path of the program from the root of the repository. */
  program: string;
  args?: readonly string[];
  env?: NodeJS.ProcessEnv;
  /** Its output goes to `NAME.log` here. */
  logDir: string;
};

export type Child = {
  readonly pid: number;
  readonly logFile: string;
  /** The first message that the program sends to its parent. Rejects when it ends before. */
  message<T>(): Promise<T>;
  /** Resolves when the program has ended, however that came. */
  readonly ended: Promise<void>;
  /** Asks it to stop, and waits until it has. */
  stop(): Promise<void>;
};

/** How long a program may take to stop before it is killed. */
const STOP_MS = 20_000;

/**
 * Starts one of our programs in a process group of its own, so that Ctrl-C reaches us alone and things stop in order. Its
 * preload ends it when this process dies without saying so.
 */
export function startChild({ name, program, args = [], env = {}, logDir }: ChildOptions): Child {
  mkdirSync(logDir, { recursive: true, mode: 0o700 });
  const logFile = join(logDir, `${name}.log`);
  const preload = join(import.meta.dirname, 'end-with-parent.ts');
  const child = spawn(process.execPath, ['--import', preload, join(ROOT, program), ...args], {
    cwd: ROOT,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: { ...withoutSettings(process.env), ...env },
  });
  const log = createWriteStream(logFile, { flags: 'a', mode: 0o600 });
  child.stdout?.pipe(log, { end: false });
  child.stderr?.pipe(log, { end: false });
  const ended = once(child, 'exit').then(() => undefined);
  return {
    pid: child.pid ?? -1,
    logFile,
    message: () => firstMessage(child, ended, `The ${name} ended before it was ready. Its log: ${logFile}`),
    ended,
    stop: () => stop(child, ended),
  };
}

/** Settings that the caller's shell holds for another installation must not reach this one. */
function withoutSettings(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([key]) => !/^(THINGDOCK_|DATABASE_URL$)/.test(key)));
}

async function firstMessage<T>(child: ChildProcess, ended: Promise<void>, complaint: string): Promise<T> {
  const message = once(child, 'message').then(([first]) => first as T);
  return Promise.race([
    message,
    ended.then(() => {
      throw new Error(complaint);
    }),
  ]);
}

async function stop(child: ChildProcess, ended: Promise<void>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  const killer = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
  await ended;
  clearTimeout(killer);
}
