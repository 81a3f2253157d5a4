import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** What Linux knows about a process, from /proc. */

const TICKS_PER_SECOND = 100;

/** Seconds of processor time that a process has used, in steps of a hundredth. */
export function cpuSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The name in parentheses may hold spaces; user and system time are the 14th and 15th field of all.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

/** Resident memory in bytes. */
export function residentBytes(pid: number): number {
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  if (kilobytes === undefined) throw new Error(`process ${pid} shows no resident memory`);
  return Number(kilobytes) * 1024;
}

/** Keeps a process on one core: what is measured on the first, the load on the second, so that they do not take turns. */
export function pinTo(core: 'server' | 'load', pid: number): void {
  // Where there is no taskset, or only one core, the figures are less steady, and that is all.
  spawnSync('taskset', ['-acp', core === 'server' ? '0' : '1', String(pid)], { stdio: 'ignore' });
}
