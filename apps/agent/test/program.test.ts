import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import { test } from 'node:test';
import { systemClock } from '@thingdock/effects';
import { isAlive, until } from '@thingdock/testkit';
import { failureOfProgram, type ProgramOptions, runProgram } from '../src/platform/program.ts';

const never = new AbortController().signal;

/** Runs a line of shell as a program; gives back how it ended, in words. */
async function words(script: string, more: Partial<ProgramOptions> = {}): Promise<string | undefined> {
  const guard = { note: async () => undefined, forget: async () => undefined };
  const base = { command: 'sh', args: ['-c', script], cwd: tmpdir(), env: process.env, timeoutMs: 10_000 };
  const options: ProgramOptions = { ...base, signal: never, guard, ...more };
  return failureOfProgram(await runProgram(options), options.timeoutMs);
}

test('how a program ended is said in words, with the last that it wrote', async () => {
  assert.equal(await words('exit 0'), undefined);
  assert.equal(await words('echo one; echo two >&2; exit 3'), 'it ended with code 3: one | two');
  assert.equal(await words('kill -TERM $$'), 'it was ended by SIGTERM');
  assert.match(
    (await words('', { command: '/no/such/program', args: [] })) ?? '',
    /^it ended with code 127: .*not found/,
  );
  assert.match((await words('', { cwd: '/no/such/folder' })) ?? '', /^it could not be started: /);
});

test('a program begins only when it is noted', async () => {
  const order: string[] = [];
  const guard = {
    note: async () => {
      // A slow disk: the program has all the time to begin too early.
      await systemClock.sleep(100);
      order.push('noted');
    },
    forget: async () => void order.push('forgotten'),
  };
  assert.equal(
    await words('echo begun; exit 1', { guard, onLine: (line) => order.push(line) }),
    'it ended with code 1: begun',
  );
  assert.deepEqual(order, ['noted', 'begun', 'forgotten']);
});

test('what a program started is ended with it, and does not keep it from ending', async () => {
  let child = 0;
  const onLine = (line: string) => {
    child = Number(line);
  };
  assert.equal(await words('sleep 600 & echo $!', { onLine }), undefined);
  await until('the child is gone', () => child > 0 && !isAlive(child));
});

test('one that left its group and holds the pipes open is not waited for', async () => {
  assert.equal(await words('setsid sleep 3 & exit 4'), 'it ended with code 4');
});

test('a program is ended when its time is over or when it is no longer wanted', async () => {
  assert.equal(await words('sleep 600', { timeoutMs: 200 }), 'it was killed after 0.2 s');
  const stop = new AbortController();
  const onLine = () => stop.abort(new Error('superseded'));
  await assert.rejects(words('echo here; sleep 600', { signal: stop.signal, onLine }), /superseded/);
});
