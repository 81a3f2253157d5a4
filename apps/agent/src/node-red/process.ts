import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Clock } from '@thingdock/effects';
import { within } from '../platform/timing.ts';
import { failureOf, isUp, NOTHING_SAID, readLine, type StartProgress } from './output.ts';

/** Node-RED did not come up; the message is meant for the person who deployed the flow. */
export class StartFailed extends Error {
  /** False when the flow itself cannot start, however often it is tried. */
  readonly retry: boolean;

  constructor(message: string, retry: boolean) {
    super(message);
    this.retry = retry;
  }
}

/** One run of Node-RED. */
export type NodeRedProcess = {
  readonly pid: number;
  /** Resolves when the flows run and the server listens; rejects with StartFailed. */
  readonly up: Promise<void>;
  /** Resolves with how it ended, in words, whoever ended it. */
  readonly ended: Promise<string>;
  /** Ends it: politely first, then by force, with everything that it started. Resolves when it is gone. */
  stop(): Promise<void>;
};

export type LaunchOptions = {
  /** Start file of Node-RED. */
  start: string;
  settings: string;
  userDir: string;
  cwd: string;
  port: number;
  /** Added to what the agent itself has. */
  environment: Readonly<Record<string, string>>;
  clock: Clock;
  onLine(stream: 'stdout' | 'stderr', line: string): void;
};

const START_TIMEOUT_MS = 30_000;
/** How long a type may stay unknown: some packages register theirs a moment after they were loaded. */
const MISSING_TYPES_GRACE_MS = 3_000;
const STOP_TIMEOUT_MS = 10_000;

export function launchNodeRed(options: LaunchOptions): NodeRedProcess {
  const { clock } = options;
  const child = spawnNodeRed(options);
  const ended = new Promise<string>((resolve) => {
    child.on('error', (error) => resolve(`it could not be started: ${error.message}`));
    child.on('close', (code, signal) => resolve(signal ? `it was ended by ${signal}` : `it ended with code ${code}`));
  });
  let running = true;
  child.on('exit', () => {
    running = false;
    // Programs that a flow started must not stay behind, nor hold the pipes open.
    signalTree(child, 'SIGKILL');
  });
  const output = watchOutput(child, options.onLine);
  const up = becomeUp(output, ended, clock);
  // Whoever launches looks at `up` sooner or later; until then its failure is not an unhandled one.
  up.catch(() => undefined);
  return {
    pid: child.pid ?? 0,
    up,
    ended,
    async stop() {
      // Never signals a process that is gone: its id may be somebody else's by now.
      if (running) signalTree(child, 'SIGTERM');
      const gone = await within(ended, { clock, ms: STOP_TIMEOUT_MS });
      if (running && !gone.inTime) signalTree(child, 'SIGKILL');
      await ended;
    },
  };
}

function spawnNodeRed({ start, settings, userDir, cwd, port, environment }: LaunchOptions): ChildProcess {
  const watch = import.meta.resolve('./parent-watch.ts');
  const args = ['--import', watch, start, '-s', settings, '-u', userDir, '-p', String(port)];
  return spawn(process.execPath, args, {
    cwd,
    env: { ...childEnvironment(process.env), ...environment },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    // A process group of its own: Ctrl-C in a terminal goes to the agent alone, which stops Node-RED in order.
    detached: process.platform !== 'win32',
  });
}

/** What flows can read must not hold what belongs to npm's run of the agent or to the agent itself. */
export function childEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const hidden = /^(?:npm_|THINGDOCK_|NODE_RED_|NODE_OPTIONS$|INIT_CWD$|NODE_CHANNEL_FD$|NODE_TEST_CONTEXT$)/i;
  return Object.fromEntries(Object.entries(env).filter(([name]) => !hidden.test(name)));
}

type Output = { progress(): StartProgress; onChange(listener: () => void): void };

function watchOutput(child: ChildProcess, onLine: LaunchOptions['onLine']): Output {
  let progress = NOTHING_SAID;
  let listener: () => void = () => undefined;
  for (const stream of ['stdout', 'stderr'] as const) {
    const input = child[stream];
    if (!input) continue;
    createInterface({ input }).on('line', (line) => {
      progress = readLine(progress, line);
      onLine(stream, line);
      listener();
    });
  }
  return {
    progress: () => progress,
    onChange(next) {
      listener = next;
    },
  };
}

async function becomeUp(output: Output, ended: Promise<string>, clock: Clock): Promise<void> {
  const up = Promise.withResolvers<void>();
  const missing = Promise.withResolvers<void>();
  output.onChange(() => {
    if (isUp(output.progress())) up.resolve();
    if (output.progress().missingTypes.length > 0) missing.resolve();
  });
  const incomplete = missing.promise.then(async () => {
    const inTime = await within(up.promise, { clock, ms: MISSING_TYPES_GRACE_MS });
    if (!inTime.inTime) throw new StartFailed(failureOf(output.progress(), 'its flows did not start'), false);
  });
  const over = ended.then((how) => {
    throw new StartFailed(`Node-RED did not start, ${failureOf(output.progress(), how)}`, true);
  });
  const started = await within(Promise.race([up.promise, incomplete, over]), { clock, ms: START_TIMEOUT_MS });
  if (started.inTime) return;
  const how = `its flows did not start within ${START_TIMEOUT_MS / 1000} s`;
  throw new StartFailed(`Node-RED: ${failureOf(output.progress(), how)}`, true);
}

/** Signals Node-RED and everything in its process group. */
function signalTree(child: ChildProcess, signal: NodeJS.Signals): void {
  if (!child.pid) return;
  try {
    if (process.platform === 'win32') child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch (error) {
    // The group is gone (macOS says EPERM when only its zombie is left): that is what was wanted.
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code !== 'ESRCH' && code !== 'EPERM') throw error;
  }
}
