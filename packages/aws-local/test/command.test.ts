import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { CreateUserCommand, GetUserCommand } from '@aws-sdk/client-iam';
import { CreateThingCommand, CreateTopicRuleCommand, DescribeThingCommand, IoTClient } from '@aws-sdk/client-iot';
import { CreateTopicCommand, ListTopicsCommand, PublishCommand } from '@aws-sdk/client-sns';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { until } from '@thingdock/testkit';
import type { AwsLocalAccount } from '../src/index.ts';
import { clients, REGION } from './aws-fixture.ts';
import { end, folder, type Ready, spawnMain, startCommand } from './command-fixture.ts';
import { topicWithWebhook } from './sns-fixture.ts';

describe('the command aws-local', () => {
  it('takes admin calls when told to, with the token in its ready file, and makes new roles wait', async (t) => {
    const { child, ready } = await startCommand(t, folder(t), undefined, ['--admin', '--role-delay', '60']);
    const { sns } = clients(ready);
    await sns.send(new CreateTopicCommand({ Name: 'a' }));
    const reset = `${ready.endpointUrl}/moto-api/reset`;
    assert.equal((await fetch(reset, { method: 'POST' })).status, 401);
    assert.equal((await fetch(`${reset}?token=${ready.adminToken}`, { method: 'POST' })).status, 200);
    assert.deepEqual((await sns.send(new ListTopicsCommand({}))).Topics ?? [], []);
    const iot = new IoTClient({ endpoint: ready.endpointUrl, region: REGION, credentials: { ...ready.root } });
    const actions = [{ republish: { roleArn: ready.roleArn, topic: 'b' } }];
    const topicRulePayload = { sql: "SELECT * FROM 'a'", actions };
    const create = iot.send(new CreateTopicRuleCommand({ ruleName: 'r', topicRulePayload }));
    await assert.rejects(create, { name: 'InvalidRequestException', message: /try again in a few seconds/ });
    assert.deepEqual(await end(child, 'SIGTERM'), [0, null]);
  });

  it('keeps everything over SIGKILL: keys, users, things, topics, and messages under way', async (t) => {
    const dir = folder(t);
    const first = await startCommand(t, dir);
    const { iam, sns } = clients(first.ready);
    await iam.send(new CreateUserCommand({ UserName: 'kept' }));
    const iot = new IoTClient({
      endpoint: first.ready.endpointUrl,
      region: REGION,
      credentials: { ...first.ready.root },
    });
    const { thingId } = await iot.send(new CreateThingCommand({ thingName: 'kept' }));
    let healthy = false;
    const { TopicArn, webhook } = await topicWithWebhook(t, sns, {
      Attributes: { DeliveryPolicy: JSON.stringify({ http: { defaultHealthyRetryPolicy: { minDelayTarget: 1 } } }) },
      answer: () => (healthy ? 200 : 503),
    });
    const { MessageId } = await sns.send(new PublishCommand({ TopicArn, Message: 'under way' }));
    await until('a first attempt', () => webhook.messages('Notification').length >= 1);
    await end(first.child, 'SIGKILL');
    healthy = true;

    const second = await startCommand(t, dir);
    assert.deepEqual(
      [second.ready.accountId, second.ready.root, second.ready.demoUser],
      [first.ready.accountId, first.ready.root, first.ready.demoUser],
    );
    const again = clients(second.ready);
    assert.equal((await again.iam.send(new GetUserCommand({ UserName: 'kept' }))).User?.UserName, 'kept');
    const iotAgain = new IoTClient({
      endpoint: second.ready.endpointUrl,
      region: REGION,
      credentials: second.ready.root,
    });
    assert.equal((await iotAgain.send(new DescribeThingCommand({ thingName: 'kept' }))).thingId, thingId);
    const delivered = await until('the message after the restart', () =>
      webhook
        .messages('Notification')
        .find(({ SigningCertURL }) => SigningCertURL?.startsWith(second.ready.endpointUrlTls)),
    );
    assert.equal(delivered.MessageId, MessageId);
    assert.equal(readFileSync(second.ready.caFile, 'utf8').includes('BEGIN CERTIFICATE'), true);
  });

  it('keeps its files to their owner', async (t) => {
    const dir = folder(t);
    const { ready } = await startCommand(t, dir);
    for (const path of [join(dir, 'ready.json'), join(dir, 'data/log-0.jsonl'), ready.caFile]) {
      assert.equal(statSync(path).mode & 0o777, 0o600, path);
    }
    assert.equal(statSync(join(dir, 'data')).mode & 0o777, 0o700);
  });

  it('ends cleanly when interrupted, and takes its ready file with it', async (t) => {
    const dir = folder(t);
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      const { child, ready, errors } = await startCommand(t, dir);
      await clients(ready).sts.send(new GetCallerIdentityCommand({}));
      assert.deepEqual(await end(child, signal), [0, null], errors());
      assert.equal(existsSync(join(dir, 'ready.json')), false);
    }
  });

  it('makes further accounts, and says how to get into them', async (t) => {
    const [first, second] = ['000000000001', '000000000002'];
    const free = ['--http-port', '0', '--https-port', '0', '--mqtt-port', '0'];
    const readyFile = join(folder(t), 'ready.json');
    spawnMain(t, [...free, '--ready-file', readyFile, '--account', first, '--account', second]);
    await until('the ready file', () => existsSync(readyFile));
    const ready = JSON.parse(readFileSync(readyFile, 'utf8')) as Ready & { accounts: AwsLocalAccount[] };
    for (const [index, accountId] of [first, second].entries()) {
      const { sts } = clients(ready, ready.accounts[index]?.root);
      assert.equal((await sts.send(new GetCallerIdentityCommand({}))).Account, accountId);
    }
    const { child, errors } = spawnMain(t, [...free, '--account', '12']);
    const [code] = (await once(child, 'close')) as [number];
    assert.deepEqual([code, /--account must have twelve digits, not '12'/.test(errors())], [2, true]);
  });

  it('shows addresses and, without a ready file, the keys', async (t) => {
    const { output } = spawnMain(t, ['--http-port', '0', '--https-port', '0', '--mqtt-port', '0', '--region', REGION]);
    await until('what it prints', () => output().includes('Try: aws'));
    assert.match(output(), /AWS_ACCESS_KEY_ID=AKIA[A-Z2-7]{16}/);
    assert.match(output(), new RegExp(`-ats\\.iot\\.${REGION}\\.amazonaws\\.com`));
  });

  it('says what is wrong: arguments, a folder in use, a taken port', async (t) => {
    const dir = folder(t);
    const failing = async (args: string[]) => {
      const { child, errors } = spawnMain(t, args);
      const [code] = (await once(child, 'close')) as [number];
      return [code, errors()] as const;
    };
    const [wrong, usage] = await failing(['--http-port', 'x']);
    assert.equal(wrong, 2);
    assert.match(usage, /--http-port must be a port number .*\n\naws-local: a local stand-in/s);
    const [unknown] = await failing(['--no-such-option']);
    assert.equal(unknown, 2);
    const { ready } = await startCommand(t, dir);
    const free = ['--http-port', '0', '--https-port', '0', '--mqtt-port', '0'];
    const [inUse, text] = await failing(['--data', join(dir, 'data'), ...free]);
    assert.equal(inUse, 1);
    assert.match(text, /^aws-local: The folder .* is in use by another process/);
    const [taken, why] = await failing([...free, '--http-port', new URL(ready.endpointUrl).port]);
    assert.equal(taken, 1);
    assert.match(why, /^aws-local: Port \d+ on 127\.0\.0\.1 is taken/);
  });
});
