import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { until } from '@thingdock/testkit';
import { REALM, startTestIot } from './iot-fixture.ts';

type Running = { child: ChildProcess; output: () => string; ended: Promise<number | null> };

/** Mosquitto's own clients as devices of the stand-in. */
async function mosquitto(t: TestContext) {
  const started = await startTestIot(t);
  const folder = await mkdtemp(join(tmpdir(), 'mosquitto-'));
  const children: ChildProcess[] = [];
  t.after(async () => {
    for (const child of children) child.kill('SIGKILL');
    await rm(folder, { recursive: true, force: true });
  });
  await writeFile(join(folder, 'ca.pem'), started.deps.pki.caPem);

  async function identity(policy?: string): Promise<string[]> {
    const { certificateId, key, cert } = await started.credentials(REALM, 'ACTIVE', policy);
    const file = (end: string) => join(folder, `${certificateId}.${end}`);
    await writeFile(file('pem'), cert);
    await writeFile(file('key'), key);
    const server = ['-h', 'localhost', '-p', String(started.iot.broker.port)];
    return [...server, '--cafile', join(folder, 'ca.pem'), '--cert', file('pem'), '--key', file('key')];
  }

  function run(program: 'mosquitto_pub' | 'mosquitto_sub', args: readonly string[]): Running {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    children.push(child);
    let text = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (text += String(chunk)));
    const ended = once(child, 'exit').then(([code]) => code as number | null);
    return { child, output: () => text, ended };
  }

  return { ...started, identity, run };
}

const subscribed = (counts: Map<string, number>) => counts.get('mqtt.connected');

test('mosquitto_pub and mosquitto_sub talk to each other, with QoS 0 and 1 and retained messages', async (t) => {
  const { identity, run, iot } = await mosquitto(t);
  const mine = await identity();
  const events: string[] = [];
  iot.broker.onMessage(({ topic }) => events.push(topic));
  const listening = run('mosquitto_sub', [
    ...mine,
    '-i',
    'sub',
    '-v',
    '-q',
    '1',
    '-t',
    'a/#',
    '-t',
    'state',
    '-C',
    '3',
  ]);
  await until('it has subscribed', () => events.filter((topic) => topic.includes('/subscribed/sub')).length > 0);
  for (const [qos, topic] of ['a/0', 'a/1'].entries()) {
    const sent = run('mosquitto_pub', [
      ...mine,
      '-i',
      `pub${qos}`,
      '-q',
      String(qos),
      '-t',
      topic,
      '-m',
      `hello ${qos}`,
    ]);
    assert.equal(await sent.ended, 0, sent.output());
  }
  await run('mosquitto_pub', [...mine, '-i', 'pub', '-q', '1', '-r', '-t', 'state', '-m', 'on']).ended;
  assert.equal(await listening.ended, 0);
  assert.deepEqual(listening.output().trim().split('\n').sort(), ['a/0 hello 0', 'a/1 hello 1', 'state on']);
  const late = run('mosquitto_sub', [...mine, '-i', 'late', '-t', 'state', '-C', '1']);
  assert.equal(await late.ended, 0);
  assert.equal(late.output().trim(), 'on');
});

test('mosquitto_sub finds what came while it was away, and its will is sent when it is killed', async (t) => {
  const { identity, run, iot, counts } = await mosquitto(t);
  const mine = await identity();
  const wills: string[] = [];
  iot.broker.onMessage(({ sender, payload }) => void (sender.kind === 'will' && wills.push(payload.toString())));
  const will = ['--will-topic', 'gone', '--will-payload', 'bye'];
  const session = [...mine, '-i', 'sub', '-c', '-q', '1', '-t', 'a', ...will];
  const first = run('mosquitto_sub', session);
  await until('it is there', () => subscribed(counts) === 1);
  await run('mosquitto_pub', [...mine, '-i', 'pub', '-q', '1', '-t', 'a', '-m', '1']).ended;
  await until('it got the first', () => first.output() !== '');
  first.child.kill('SIGKILL');
  await until('its will', () => wills.length === 1);
  await run('mosquitto_pub', [...mine, '-i', 'pub', '-q', '1', '-t', 'a', '-m', '2']).ended;
  const second = run('mosquitto_sub', [...session, '-C', '1']);
  assert.equal(await second.ended, 0);
  assert.deepEqual([second.output().trim(), wills], ['2', ['bye']]);
});

test('mosquitto’s clients understand refusals', async (t) => {
  const { identity, run } = await mosquitto(t);
  const connectOnly = { Effect: 'Allow', Action: 'iot:Connect', Resource: 'arn:aws:iot:*:*:client/may' };
  const mine = await identity(JSON.stringify({ Version: '2012-10-17', Statement: [connectOnly] }));
  const refused = run('mosquitto_pub', [...mine, '-i', 'may-not', '-t', 'a', '-m', 'x']);
  assert.equal(await refused.ended, 5);
  assert.match(refused.output(), /not authori[sz]ed/i);
  const denied = run('mosquitto_sub', [...mine, '-i', 'may', '-t', 'a']);
  await denied.ended;
  assert.match(denied.output(), /denied/i);
});
