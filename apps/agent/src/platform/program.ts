import { type ChildProcess, spawn } from 'node:child_process';
import type { OrphanGuard } from './orphan.ts';

export type ProgramOptions = {
  command: string;
  args: readonly string[];
  cwd: string;
  /** Windows starts npm by a shell only. */
  shell?: boolean;
  env: NodeJS.ProcessEnv;
  /** Milliseconds after which it is killed, with everything that it started. */
  timeoutMs: number;
  signal: AbortSignal;
  /** Notes the process, so that a next start of the agent ends what this one could not. */
  guard: Pick<OrphanGuard, 'note' | 'forget'>;
  onLine?: (line: string) => void;
};

type HowItEnded =
  | { kind: 'ended'; code: number }
  | { kind: 'killed'; by: string }
  | { kind: 'not-started'; reason: string }
  | { kind: 'timeout' };

/** How a program ended. `said`: the end of what it wrote. */
export type ProgramEnd = HowItEnded & { said: string };

/** How long the last words of a program are waited for, when something that it left behind holds its pipes open. */
const LAST_WORDS_MS = 1_000;
const KEPT_CHARACTERS = 4_000;

/** Runs a program without a shell, in a process group of its own. Rejects only with the signal's reason. */
export async function runProgram(options: ProgramOptions): Promise<ProgramEnd> {
  const { command, args, cwd, env, shell = false, signal, timeoutMs, guard, onLine } = options;
  signal.throwIfAborted();
  const isGated = process.platform !== 'win32';
  const [program, ...given] = isGated ? ['sh', '-c', GATE, command, ...args] : [command, ...args];
  const stdio = [isGated ? 'pipe' : 'ignore', 'pipe', 'pipe'] as const;
  const child = spawn(program ?? command, given, { cwd, env, shell, stdio: [...stdio], detached: isGated });
  const said = gather(child, onLine);
  const deadline = AbortSignal.timeout(timeoutMs);
  const stop = AbortSignal.any([signal, deadline]);
  const kill = () => killGroup(child);
  stop.addEventListener('abort', kill, { once: true });
  const ended = waitForEnd(child);
  if (child.pid !== undefined) await guard.note(child.pid);
  openGate(child);
  const end = await ended;
  stop.removeEventListener('abort', kill);
  await guard.forget();
  signal.throwIfAborted();
  if (deadline.aborted && end.kind === 'killed') return { kind: 'timeout', said: said() };
  return { ...end, said: said() };
}

/**
 * The process waits until it is noted, and becomes the program then. When the agent dies before, its end of the pipe closes and
 * nothing is run: so no program runs that the next start would not find.
 */
const GATE = 'read -r go && exec "$0" "$@" </dev/null';

function openGate({ stdin }: ChildProcess): void {
  // A process that was killed meanwhile does not read any more; how it ended is told by its exit.
  stdin?.on('error', () => undefined);
  stdin?.end('go\n');
}

/** A way to put the end of a program that did not go well; undefined when it did. */
export function failureOfProgram(end: ProgramEnd, timeoutMs: number): string | undefined {
  const words = end.said.trim().split('\n').slice(-3).join(' | ').slice(-500);
  const said = words ? `: ${words}` : '';
  switch (end.kind) {
    case 'ended':
      return end.code === 0 ? undefined : `it ended with code ${end.code}${said}`;
    case 'killed':
      return `it was ended by ${end.by}${said}`;
    case 'timeout':
      return `it was killed after ${timeoutMs / 1_000} s${said}`;
    case 'not-started':
      return `it could not be started: ${end.reason}`;
  }
}

function waitForEnd(child: ChildProcess): Promise<HowItEnded> {
  return new Promise((resolve) => {
    child.on('error', (error) => resolve({ kind: 'not-started', reason: error.message }));
    child.on('exit', (code, by) => {
      killGroup(child);
      const end: HowItEnded = code === null ? { kind: 'killed', by: by ?? 'a signal' } : { kind: 'ended', code };
      const given = setTimeout(() => {
        child.stdout?.destroy();
        child.stderr?.destroy();
      }, LAST_WORDS_MS);
      child.on('close', () => {
        clearTimeout(given);
        resolve(end);
      });
    });
  });
}

function gather(child: ChildProcess, onLine: ProgramOptions['onLine']): () => string {
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-KEPT_CHARACTERS);
      for (const line of text.split('\n')) if (line.trim() !== '') onLine?.(line);
    });
  return () => said;
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform === 'win32') child.kill('SIGKILL');
    else process.kill(-child.pid, 'SIGKILL');
  } catch (error) {
    // The group is gone (macOS says EPERM when only its zombie is left): that is what was wanted.
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code !== 'ESRCH' && code !== 'EPERM') throw error;
  }
}
