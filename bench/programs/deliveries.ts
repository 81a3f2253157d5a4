import { CreateTopicRuleCommand } from '@aws-sdk/client-iot';
import {
  ConfirmSubscriptionCommand,
  CreateTopicCommand,
  SetTopicAttributesCommand,
  SNSClient,
  SubscribeCommand,
} from '@aws-sdk/client-sns';
import { against } from '../measure/result.ts';
import { rounds } from '../measure/rounds.ts';
import { connectClient } from '../mqtt/client.ts';
import * as packets from '../mqtt/packets.ts';
import { PUBACK } from '../mqtt/reader.ts';
import { startSigner } from '../servers/signing.ts';
import { REGION, type StandInServer, startStandIn } from '../servers/stand-in.ts';
import { startWebhook, type Webhook } from '../servers/webhook.ts';
import type { Program } from './program.ts';

const PAYLOAD = Buffer.from(JSON.stringify({ status: 'connected', text: 'x'.repeat(200) }));

/** A device publishes, a rule picks it up, SNS signs it and posts it to a webhook; beside it, nothing but the signatures. */
export const deliveries: Program = {
  about: 'rule, SNS signature, HTTP delivery',
  async run({ scale, rounds: count }, defer) {
    const each = scale === 'full' ? 4000 : 20;
    const standIn = await startStandIn();
    defer(standIn.stop);
    const webhook = await startWebhook();
    defer(webhook.close);
    const signer = startSigner();
    defer(signer.stop);
    await setUp(standIn, webhook);
    const device = await connectClient(standIn.target, 'bench-device');
    const acked = countAcks(device);
    const contestants = [
      {
        name: 'signed deliveries',
        pid: standIn.pid,
        async work() {
          const all = webhook.receive(each);
          await publishAll(device, acked, each);
          await all;
          return each;
        },
      },
      { name: 'bare RSA-2048 signatures', pid: signer.pid, work: () => signer.sign(each) },
    ];
    const rows = await rounds(contestants, count);
    return {
      unit: 'deliveries/s',
      rows,
      comparisons: against(rows, 'signed deliveries', 'bare RSA-2048 signatures', 0.5),
    };
  },
};

async function setUp({ endpointUrl, credentials, control, roleArn }: StandInServer, webhook: Webhook): Promise<void> {
  const sns = new SNSClient({ endpoint: endpointUrl, region: REGION, credentials });
  const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: 'bench' }));
  await sns.send(new SetTopicAttributesCommand({ TopicArn, AttributeName: 'SignatureVersion', AttributeValue: '2' }));
  await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'http', Endpoint: webhook.url }));
  await sns.send(new ConfirmSubscriptionCommand({ TopicArn, Token: await webhook.token }));
  const topicRulePayload = {
    sql: "SELECT topic(2) AS device, * FROM 'bench/+/status'",
    awsIotSqlVersion: '2016-03-23',
    actions: [{ sns: { targetArn: TopicArn, roleArn, messageFormat: 'RAW' as const } }],
  };
  await control.send(new CreateTopicRuleCommand({ ruleName: 'bench_status', topicRulePayload }));
}

type Device = Awaited<ReturnType<typeof connectClient>>;

/** Resolves `free` whenever one more message was acknowledged. */
function countAcks(device: Device) {
  let free = () => {};
  device.listen((kind) => {
    if (kind === PUBACK) free();
  });
  return (handler: () => void) => {
    free = handler;
  };
}

/** Up to 90 wait for their PUBACK. */
function publishAll(device: Device, acked: (handler: () => void) => void, count: number): Promise<void> {
  const messages = Array.from({ length: 90 }, (_, index) =>
    packets.publish('bench/bench-device/status', PAYLOAD, index + 1),
  );
  return new Promise((resolve) => {
    let [sent, done] = [0, 0];
    // Of 90 in flight the oldest is acknowledged first, so that its id is free again.
    const send = () => {
      const message = sent < count ? messages[sent % messages.length] : undefined;
      sent += 1;
      if (message) device.send(message);
    };
    acked(() => {
      done += 1;
      if (done === count) resolve();
      else send();
    });
    for (let started = 0; started < Math.min(90, count); started += 1) send();
  });
}
