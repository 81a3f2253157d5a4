import { execFile } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { promisify } from 'node:util';
import { isObject } from '@thingdock/device-protocol';
import type { Clock } from '@thingdock/effects';
import { isMissing, readState, writeFileAtomically } from './files.ts';
import type { Log } from './log.ts';

/** Names one process for good: the system gives a pid again, but not with the same start time. */
type ProcessMark = { pid: number; started: string };

export type OrphanGuard = {
  /** Notes the process that runs now; it leads its group. */
  note(pid: number): Promise<void>;
  forget(): Promise<void>;
  /** Ends one that an agent before this one left behind, with its group. */
  reap(): Promise<void>;
};

const POLITE_MS = 5_000;
const LOOK_EVERY_MS = 100;

export type OrphanGuardDeps = {
  /** Where the process is noted. */
  file: string;
  /** What it is, in the names of events: `node-red`, `npm`, `program`. */
  what: string;
  clock: Clock;
  log: Log;
};

/** Remembers one process on disk, so that an agent that was killed leaves nothing behind for long. */
export function createOrphanGuard({ file, what, clock, log }: OrphanGuardDeps): OrphanGuard {
  async function reap(): Promise<void> {
    const mark = await readState(file, parseMark, (bad) => log.warn(`${what}.process-file-corrupt`, { file: bad }));
    if (!mark || !(await lives(mark))) return;
    log.warn(`${what}.orphan-found`, { pid: mark.pid });
    signalGroup(mark.pid, 'SIGTERM');
    const deadline = clock.now() + POLITE_MS;
    while (clock.now() < deadline && (await lives(mark))) await clock.sleep(LOOK_EVERY_MS);
    signalGroup(mark.pid, 'SIGKILL');
    while (await lives(mark)) await clock.sleep(LOOK_EVERY_MS);
    log.info(`${what}.orphan-ended`, { pid: mark.pid });
  }

  return {
    async note(pid) {
      const started = await startTime(pid);
      if (started) await writeFileAtomically(file, JSON.stringify({ pid, started }));
    },
    forget: () => rm(file, { force: true }),
    async reap() {
      await reap();
      await rm(file, { force: true });
    },
  };
}

async function lives({ pid, started }: ProcessMark): Promise<boolean> {
  return (await startTime(pid)) === started;
}

/** When a process was started, in the system's own words; undefined when there is none (or only its zombie). */
async function startTime(pid: number): Promise<string | undefined> {
  if (process.platform === 'linux') return linuxStartTime(pid);
  if (process.platform === 'win32') return undefined;
  try {
    const { stdout } = await promisify(execFile)('ps', ['-o', 'lstart=', '-p', String(pid)]);
    return stdout.trim() || undefined;
  } catch {
    return undefined;
  }
}

/** Field 22 of /proc/PID/stat (proc(5)), counted after the name, which may itself hold blanks and brackets. */
async function linuxStartTime(pid: number): Promise<string | undefined> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields[0] === 'Z' || fields[0] === 'X') return undefined;
    const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8');
    return `${boot.trim()}:${fields[19]}`;
  } catch (error) {
    if (isMissing(error) || (error instanceof Error && 'code' in error && error.code === 'ESRCH')) return undefined;
    throw error;
  }
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

function parseMark(raw: unknown): ProcessMark | undefined {
  if (!isObject(raw) || typeof raw.pid !== 'number' || raw.pid <= 1 || typeof raw.started !== 'string')
    return undefined;
  return { pid: raw.pid, started: raw.started };
}
