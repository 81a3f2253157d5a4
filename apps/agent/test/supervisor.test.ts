import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fakeClock } from '@thingdock/testkit';
import { type NodeRedProcess, StartFailed } from '../src/node-red/process.ts';
import { createSupervisor } from '../src/node-red/supervisor.ts';
import { silent } from './fakes.ts';

type FakeProcess = NodeRedProcess & { userDir: string; comeUp(): void; fail(): void; crash(): void; stopped: boolean };

function setUp() {
  const clock = fakeClock();
  const processes: FakeProcess[] = [];
  const statuses: string[] = [];
  const supervisor = createSupervisor({
    launch: async (userDir) => {
      const process = fakeProcess(userDir);
      processes.push(process);
      return process;
    },
    onStatus: ({ state }) => statuses.push(state),
    clock,
    log: silent,
  });
  const settle = () => clock.advance(0);
  return { clock, processes, statuses, supervisor, settle };
}

function fakeProcess(userDir: string): FakeProcess {
  const up = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<string>();
  up.promise.catch(() => undefined);
  const process: FakeProcess = {
    ...{ pid: 1, userDir, up: up.promise, ended: ended.promise, stopped: false },
    comeUp: () => up.resolve(),
    fail: () => up.reject(new StartFailed('no such node', false)),
    crash: () => ended.resolve('it ended with code 1'),
    async stop() {
      process.stopped = true;
      up.reject(new StartFailed('it was ended', true));
      ended.resolve('it was ended by SIGTERM');
    },
  };
  return process;
}

test('the old flow is gone before the new one starts, and the new one is up when the change is done', async () => {
  const { processes, statuses, supervisor, settle } = setUp();
  supervisor.keep('/one');
  await settle();
  processes[0]?.comeUp();
  await settle();
  const replaced = supervisor.replace('/two');
  await settle();
  assert.equal(processes[0]?.stopped, true);
  assert.equal(processes[1]?.userDir, '/two');
  processes[1]?.comeUp();
  await replaced;
  assert.deepEqual(statuses, ['running', 'stopped', 'running']);
  await supervisor.close();
});

test('a flow that does not come up leaves nothing running', async () => {
  const { processes, supervisor, settle } = setUp();
  const replaced = assert.rejects(supervisor.replace('/bad'), /no such node/);
  await settle();
  processes[0]?.fail();
  await replaced;
  assert.equal(processes[0]?.stopped, true);
  assert.equal(processes.length, 1);
});

test('crashes in a row end after five restarts, and a good run in between starts the count anew', async () => {
  const { clock, processes, statuses, supervisor, settle } = setUp();
  supervisor.keep('/one');
  const crashAfter = async (ms: number) => {
    await settle();
    processes.at(-1)?.comeUp();
    await clock.advance(ms);
    processes.at(-1)?.crash();
    await clock.advance(1_000);
  };
  for (let crash = 0; crash < 4; crash += 1) await crashAfter(100);
  await crashAfter(20_000);
  for (let crash = 0; crash < 4; crash += 1) await crashAfter(100);
  assert.equal(processes.length, 10);
  await crashAfter(100);
  assert.equal(processes.length, 10, 'the sixth crash in a row is the last');
  assert.equal(statuses.at(-1), 'error');
  await supervisor.close();
});

test('a closed supervisor starts nothing any more, also not what was on its way', async () => {
  const { processes, supervisor, settle } = setUp();
  const replaced = assert.rejects(supervisor.replace('/one'));
  await settle();
  await supervisor.close();
  await replaced;
  supervisor.keep('/two');
  await assert.rejects(supervisor.replace('/three'), /stopping/);
  assert.deepEqual(
    processes.map((process) => [process.userDir, process.stopped]),
    [['/one', true]],
  );
});
