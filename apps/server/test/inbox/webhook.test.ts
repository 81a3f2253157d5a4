import assert from 'node:assert/strict';
import { createSign, generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { type AwsLocal, startAwsLocal } from '@thingdock/aws-local';
import { systemClock } from '@thingdock/effects';
import { until } from '@thingdock/testkit';
import { AwsFailure, topicArn } from '../../src/aws/index.ts';
import { canonicalText, parseEnvelope } from '../../src/inbox/envelope.ts';
import type { InboxDeps } from '../../src/inbox/index.ts';
import type { Database } from '../../src/platform/db/index.ts';
import { administrator } from '../connections/aws-side.ts';
import {
  finished,
  insertProject,
  operationOf,
  postConnection,
  REGION,
  type SmallServer,
  startSmallServer,
  validBody,
} from '../connections/small-server.ts';
import { openTestPglite } from '../each-database.ts';
import { type Signed, startEavesdropper } from './genuine.ts';

type Receivers = Pick<InboxDeps, 'devices' | 'agents' | 'deployments'>;

describe('the webhook', () => {
  let aws: AwsLocal;
  let server: SmallServer;
  let database: Database;
  let close: () => Promise<void>;
  let root: ReturnType<typeof administrator>;
  let ear: Awaited<ReturnType<typeof startEavesdropper>>;
  let path: string;
  let topics: { status: string; devicestate: string; foreign: string };
  let genuine: Signed;

  const pushes: unknown[] = [];
  const frames: { thingName: string; text: string }[] = [];
  /** How AWS fails to say whether there is a thing. */
  let silence: Error | undefined;
  const receivers: Receivers = {
    devices: {
      takePresence: async () => ({ outcome: 'stale' as const, began: false, ended: false }),
      takeStatusPush: async (_connection, push) => {
        pushes.push(push);
        return { outcome: 'applied' };
      },
      known: async (_executor, _connection, names) => new Set(names.filter((name) => name !== 'newcomer')),
      discover: async () => {
        if (silence) throw silence;
      },
    },
    agents: {
      applyFrames: async (_tx, _connection, some) =>
        some.map(({ thingName, payload }) => {
          frames.push({ thingName, text: payload.toString('utf8') });
          return { thingName, reports: [], look: false };
        }),
      act: async () => {},
    },
    deployments: { applyReports: async () => {} },
  };

  before(async () => {
    aws = await startAwsLocal();
    ({ database, close } = await openTestPglite());
    await insertProject(database);
    server = await startSmallServer({ database, aws, receivers });
    const operation = await finished(server, operationOf(await postConnection(server, validBody(aws))));
    assert.equal(operation.state, 'succeeded');
    root = administrator(aws, REGION);
    const place = { partition: 'aws', accountId: aws.accountId, region: REGION };
    topics = {
      status: topicArn(place, 'enebular_status_push_sns'),
      devicestate: topicArn(place, 'enebular_devicestate_push_sns'),
      foreign: await root.sns.createTopic('foreign'),
    };
    const [subscription] = await root.sns.subscriptions(topics.status);
    path = new URL(subscription?.endpoint ?? '').pathname;
    ear = await startEavesdropper(aws, REGION, root);
    await ear.join(topics.status);
    await ear.join(topics.devicestate);
    await ear.join(topics.foreign);
    genuine = await ear.signed(topics.status, statusMessage('genuine'));
    await taken(1);
  });
  after(async () => {
    ear.close();
    root.close();
    await server.stop();
    await close();
    await aws.close();
  });

  const statusMessage = (thingName: string) =>
    JSON.stringify({
      thingName,
      enebular: { awsiot: { connected: true } },
      version: 1,
      timestamp: 1,
      receivedAt: Date.now(),
    });

  async function post(message: object | string, headers: Record<string, string> = {}, to = server, at = path) {
    const body = typeof message === 'string' ? message : JSON.stringify(message);
    const response = await fetch(new URL(at, to.url), {
      method: 'POST',
      headers: { 'content-type': 'text/plain; charset=UTF-8', ...headers },
      body,
    });
    await response.text();
    return response.status;
  }

  const count = (name: string) => server.counters.all()[name] ?? 0;
  /** Waits until SNS itself has brought so many messages to the server. */
  const taken = (messages: number) => until('messages to be taken', () => count('inbox.accepted') >= messages);
  const pushOf = (thing: string) => pushes.find((it) => (it as { thingName: string }).thingName === thing);

  /** Posts what must be refused, and proves by the counters that nothing else came of it. */
  async function refused(reason: string, message: object | string, headers: Record<string, string> = {}) {
    const before = {
      accepted: count('inbox.accepted'),
      refused: count(`inbox.refused.${reason}`),
      pushes: pushes.length,
    };
    assert.equal(await post(message, headers), 403);
    assert.equal(count(`inbox.refused.${reason}`), before.refused + 1);
    assert.equal(count('inbox.accepted'), before.accepted);
    assert.equal(pushes.length, before.pushes);
  }

  test('takes a genuine message under any content type, and again: whoever keeps the status knows repetitions', async () => {
    for (const type of ['text/plain; charset=UTF-8', 'application/json', 'text/plain'])
      assert.equal(await post(genuine, { 'content-type': type }), 200);
    const [first, ...again] = pushes.filter((it) => (it as { thingName: string }).thingName === 'genuine');
    assert.deepEqual(again, [first, first, first]);
    assert.equal((first as { messageId: string }).messageId, genuine.MessageId);
  });

  test('S25 refuses a message that was changed after it was signed', async () => {
    const thief = statusMessage('other');
    await refused('signature', { ...genuine, Message: thief });
    await refused('signature', { ...genuine, MessageId: 'another' });
    await refused('signature', { ...genuine, Subject: 'x' });
    await refused('signature', { ...genuine, Signature: Buffer.from('x').toString('base64') });
    await refused('signature', { ...genuine, SignatureVersion: '1' });
  });

  test('refuses a certificate elsewhere without asking for it', async () => {
    let connections = 0;
    const listener = createServer((socket) => {
      connections += 1;
      socket.destroy();
    }).listen(0, '127.0.0.1');
    await once(listener, 'listening');
    const { port } = listener.address() as { port: number };
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const certificate = '/SimpleNotificationService-0123456789abcdef.pem';
    const standIn = new URL(aws.endpointUrlTls);
    for (const SigningCertURL of [
      `https://localhost:${port}${certificate}`,
      `https://127.0.0.1:${port}${certificate}`,
      `http://localhost:${port}${certificate}`,
      `https://${standIn.host}@localhost:${port}${certificate}`,
      `https://sns.${REGION}.amazonaws.com.localhost:${port}${certificate}`,
      `https://sns.${REGION}.amazonaws.com:${port}${certificate}`,
      `${aws.endpointUrlTls}${certificate}?x=1`,
      `${aws.endpointUrlTls}/other.pem`,
      'nonsense',
    ]) {
      const forged = { ...genuine, SigningCertURL, SubscribeURL: `http://127.0.0.1:${port}/` };
      const envelope = parseEnvelope(JSON.stringify(forged));
      assert.ok(envelope);
      const Signature = createSign('sha256').update(canonicalText(envelope)).sign(privateKey, 'base64');
      await refused('certificate_url', { ...forged, Signature });
    }
    assert.equal(connections, 0);
    listener.close();
  });

  test('refuses a certificate that is not where SNS keeps its own', async () => {
    const SigningCertURL = `${aws.endpointUrlTls}/SimpleNotificationService-0123456789abcdef.pem`;
    await refused('signature', { ...genuine, SigningCertURL });
  });

  test('refuses a genuine message of a topic that is not the connection’s', async () => {
    await refused('foreign_topic', await ear.signed(topics.foreign, statusMessage('foreign')));
  });

  test('refuses a forged confirmation, and asks for no URL in one', async () => {
    const before = count('aws.calls.sns:ConfirmSubscription');
    const confirmation = {
      ...genuine,
      Type: 'SubscriptionConfirmation',
      Token: 'x',
      SubscribeURL: 'http://127.0.0.1:1/',
    };
    await refused('signature', confirmation);
    assert.equal(count('aws.calls.sns:ConfirmSubscription'), before);
  });

  test('refuses what came without an envelope, or is no message', async () => {
    await refused('raw_delivery', statusMessage('raw'), { 'x-amz-sns-rawdelivery': 'true' });
    for (const body of ['', 'x', '[]', '{}', '{"Type":"Notification"}', JSON.stringify({ ...genuine, Type: 'Other' })])
      await refused('malformed', body);
  });

  test('knows nobody under another path', async () => {
    assert.equal(await post(genuine, {}, server, '/hooks/sns/guessed'), 404);
    assert.equal(count('inbox.refused.unknown_webhook'), 1);
  });

  test('refuses a replay, however genuine, once SNS would no longer send it', async () => {
    const shifted = (ms: number) => ({ ...systemClock, now: () => Date.now() + ms });
    for (const ms of [2 * 3_600_000, -3_600_000]) {
      const later = await startSmallServer({ database, aws, receivers, clock: shifted(ms) });
      assert.equal(await post(genuine, {}, later), 403);
      assert.equal(later.counters.all()['inbox.refused.stale'], 1);
      await later.stop();
    }
  });

  test('hands the frame of a device on, byte by byte, and once', async () => {
    const text = '{"type":"req","id":"1","topic":"x","body":{"ü":"\\u0000"}}';
    const payload = Buffer.from(text).toString('base64');
    const message = { thingName: 'dev', clientId: 'dev', principal: 'p', receivedAt: Date.now(), payload };
    const before = count('inbox.accepted');
    const signed = await ear.signed(topics.devicestate, JSON.stringify(message));
    await taken(before + 1);
    assert.equal(await post(signed), 200);
    assert.equal(count('inbox.duplicate'), 1);
    assert.deepEqual(frames, [{ thingName: 'dev', text }]);
  });

  test('lets a message of an unknown thing come again while AWS cannot say whether there is one', async () => {
    const message = { thingName: 'newcomer', clientId: 'newcomer', receivedAt: Date.now(), payload: 'AA==' };
    // What AWS says there is not is taken for good.
    const signed = await ear.signed(topics.devicestate, JSON.stringify(message));
    await until('the first copy', () => count('inbox.frame.unknown_device') > 0);
    silence = new AwsFailure('throttled', 'iot:DescribeThing', 'ThrottlingException', 'Rate exceeded');
    assert.equal(await post(signed), 502);
    silence = new AwsFailure('denied', 'iot:DescribeThing', 'AccessDenied', 'no');
    assert.equal(await post(signed), 200);
    silence = undefined;
  });

  test('does nothing for a frame that was sent in another device’s name', async () => {
    const message = { thingName: 'victim', clientId: 'thief', receivedAt: Date.now(), payload: 'e30=' };
    const known = frames.length;
    assert.equal(await post(await ear.signed(topics.devicestate, JSON.stringify(message))), 200);
    assert.ok(count('inbox.spoken_for') >= 1);
    assert.equal(frames.length, known);
  });

  test('takes what cannot be understood and drops it, since it would be no better the next time', async () => {
    for (const text of ['no json', '[]', '{}', '{"thingName":"../x"}', '{"thingName":"dev"}'])
      assert.equal(await post(await ear.signed(topics.status, text)), 200);
    assert.ok(count('inbox.malformed') >= 5);
  });

  test('hears of an update of a shadow through the rule', async () => {
    await root.iotData.updateThingShadow('dev-1', {
      state: { reported: { enebular: { awsiot: { connected: true } } } },
    });
    const push = await until('the push to arrive', () => pushOf('dev-1'));
    const { receivedAt, timestamp, messageId, ...rest } = push as Record<string, unknown>;
    assert.match(String(messageId), /^[0-9a-f-]{36}$/);
    assert.deepEqual(rest, {
      thingName: 'dev-1',
      enebular: { awsiot: { connected: true } },
      version: 1,
      clientToken: null,
    });
    assert.ok(Number(receivedAt) > 1e12 && Number(timestamp) < 1e11);
  });
});
