import assert from 'node:assert/strict';
import { it } from 'node:test';
import { pino } from 'pino';
import { createGatherer } from './gather.ts';
import { createTasks } from './tasks.ts';

const setUp = (work: (items: readonly number[]) => Promise<void>) => {
  const tasks = createTasks(pino({ level: 'silent' }));
  return { tasks, add: createGatherer(tasks, 'test', work) };
};

it('works on whoever comes alone at once, and on those who come meanwhile together', async () => {
  const batches: (readonly number[])[] = [];
  const gate = Promise.withResolvers<void>();
  const { tasks, add } = setUp(async (items) => {
    batches.push(items);
    await gate.promise;
  });
  for (const item of [1, 2, 3]) add(item);
  assert.deepEqual(batches, [[1]]);
  gate.resolve();
  await tasks.idle();
  assert.deepEqual(batches, [[1], [2, 3]]);
});

it('goes on with those who wait after a failure', async () => {
  const done: number[] = [];
  const { tasks, add } = setUp(async (items) => {
    if (items.includes(1)) throw new Error('no');
    done.push(...items);
  });
  add(1);
  add(2);
  await tasks.idle();
  assert.deepEqual(done, [2]);
});
