import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { systemClock } from '@thingdock/effects';
import { COMMANDS } from '../src/commands/index.ts';
import { run } from '../src/run.ts';

const MAIN = join(dirname(fileURLToPath(import.meta.url)), '..', 'src', 'main.ts');

export type Options = { url?: string; env?: Record<string, string>; input?: string; cwd?: string };
export type Outcome = { code: number | null; stdout: string; stderr: string };

/** Runs the real program to its end, with nothing of this process' environment but PATH. */
export async function thingdock(args: readonly string[], options: Options = {}): Promise<Outcome> {
  const child = start(args, options);
  child.stdin.end(options.input ?? '');
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close') as Promise<[number | null]>,
  ]);
  return { code, stdout, stderr };
}

/** As `thingdock`, with `--json`; gives what was printed. */
export async function thingdockJson<T = Record<string, unknown>>(
  args: readonly string[],
  options: Options = {},
): Promise<{ code: number | null; value: T; stderr: string }> {
  const { code, stdout, stderr } = await thingdock([...args, '--json'], options);
  return { code, value: JSON.parse(stdout) as T, stderr };
}

export type Running = {
  /** The next line of standard output; rejects when the program ended instead. */
  line(): Promise<string>;
  interrupt(): Promise<number | null>;
};

/** Starts the program and leaves it running; whoever starts it interrupts it. */
export function startThingdock(args: readonly string[], options: Options = {}): Running {
  const child = start(args, options);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const errors = text(child.stderr);
  return {
    async line() {
      const next = await lines.next();
      if (next.done) throw new Error(`The program ended: ${await errors}`);
      return next.value;
    },
    async interrupt() {
      const closed = once(child, 'close') as Promise<[number | null]>;
      child.kill('SIGINT');
      return (await closed)[0];
    },
  };
}

function start(args: readonly string[], { url, env = {}, cwd = tmpdir() }: Options): ChildProcessWithoutNullStreams {
  const { PATH, NODE_COMPILE_CACHE } = process.env;
  return spawn(process.execPath, [MAIN, ...args], {
    cwd,
    env: {
      ...{ PATH, ...(NODE_COMPILE_CACHE === undefined ? {} : { NODE_COMPILE_CACHE }) },
      ...(url ? { THINGDOCK_URL: url, THINGDOCK_TOKEN: 'token-of-ada' } : {}),
      ...env,
    },
  });
}

/** As `thingdock`, in this process: for tests that run many command lines. */
export async function thingdockHere(
  args: readonly string[],
  { url, env = {}, cwd = tmpdir(), input = '' }: Options = {},
): Promise<Outcome> {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  stdin.end(input);
  const known = url ? { THINGDOCK_URL: url, THINGDOCK_TOKEN: 'token-of-ada' } : {};
  const terminal = { env: { ...known, ...env }, cwd, stdin, stdout, stderr, clock: systemClock };
  const [code, out, error] = await Promise.all([
    run(args, COMMANDS, { ...terminal, signal: new AbortController().signal }).finally(() => {
      stdout.end();
      stderr.end();
    }),
    text(stdout),
    text(stderr),
  ]);
  return { code, stdout: out, stderr: error };
}
