import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { WebhookTarget } from '../connections/index.ts';
import { rememberWebhooks } from './webhooks.ts';

const target = (state: WebhookTarget['state']) => ({ state }) as WebhookTarget;

function remembering(answers: (WebhookTarget | undefined | Error)[]) {
  let [now, asked] = [0, 0];
  const find = rememberWebhooks(
    async () => {
      const answer = answers[Math.min(asked++, answers.length - 1)];
      if (answer instanceof Error) throw answer;
      return answer;
    },
    { now: () => now },
  );
  return { find, pass: (ms: number) => (now += ms), asked: () => asked };
}

it('asks once a second for an active connection, however many messages come', async () => {
  const { find, pass, asked } = remembering([target('active')]);
  await Promise.all([find('a'), find('a'), find('a')]);
  pass(999);
  assert.equal((await find('a'))?.state, 'active');
  assert.equal(asked(), 1);
  pass(1);
  await find('a');
  assert.equal(asked(), 2);
});

it('asks each time for a connection that is set up or deleted, for an unknown secret, and after a failure', async () => {
  for (const answer of [target('creating'), target('deleting'), undefined]) {
    const { find, asked } = remembering([answer]);
    await find('a');
    await find('a');
    assert.equal(asked(), 2);
  }
  const { find, asked } = remembering([new Error('away'), target('active')]);
  await assert.rejects(find('a'));
  assert.equal((await find('a'))?.state, 'active');
  assert.equal(asked(), 2);
});
