import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { isAlive } from './is-alive.ts';
import { until } from './until.ts';

test('a process is alive until it has ended, also when nobody takes its zombie away', async (t) => {
  // `sleep` does not wait for the child that it has from the shell whose place it took.
  const parent = spawn('sh', ['-c', 'sleep 60 & echo $!; exec sleep 60'], { stdio: ['ignore', 'pipe', 'ignore'] });
  t.after(() => parent.kill('SIGKILL'));
  const [line] = await once(parent.stdout.setEncoding('utf8'), 'data');
  const child = Number(line);
  assert.equal(isAlive(child), true);
  process.kill(child, 'SIGKILL');
  await until('the child is seen as ended', () => !isAlive(child));
  process.kill(child, 0);
  parent.kill('SIGKILL');
  await once(parent, 'close');
  assert.equal(isAlive(parent.pid ?? 0), false);
});
