import { readFileSync } from 'node:fs';

/**
 * Whether a process runs. One that has ended counts as ended also while the system has not yet taken its zombie away: an orphan's
 * is left to process 1, which takes its time in some containers, and `kill(pid, 0)` succeeds until then (kill(2)).
 */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return process.platform !== 'linux' || !hasEnded(pid);
  } catch {
    return false;
  }
}

/** Field 3 of /proc/PID/stat (proc(5)), after the name, which may itself hold brackets. */
function hasEnded(pid: number): boolean {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return ['Z', 'X'].includes(stat.charAt(stat.lastIndexOf(')') + 2));
}
