import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import type { AwsLocal } from '@thingdock/aws-local';
import { until } from '@thingdock/testkit';
import type { Aws } from '../../src/aws/index.ts';

export type Signed = Record<string, string> & { MessageId: string; Message: string; TopicArn: string };

/**
 * A second subscriber, which hears what the stand-in signs: so tests have genuine messages to send where and when they like.
 */
export async function startEavesdropper(aws: AwsLocal, region: string, root: Aws) {
  const heard: Signed[] = [];
  const server = createServer((request, response) => {
    void readBody(request).then((body) => {
      heard.push(JSON.parse(body) as Signed);
      response.end();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const sns = new SNSClient({ endpoint: aws.endpointUrl, region, credentials: aws.root });

  return {
    async join(topicArn: string): Promise<Signed> {
      await root.sns.subscribe(topicArn, `http://127.0.0.1:${port}/`);
      const confirmation = await until('the confirmation message', () =>
        heard.find(({ Type, TopicArn }) => Type === 'SubscriptionConfirmation' && TopicArn === topicArn),
      );
      await root.sns.confirmSubscription(topicArn, confirmation.Token ?? '');
      return confirmation;
    },
    /** Publishes through a topic and returns the message as SNS signed it. */
    async signed(topicArn: string, message: string): Promise<Signed> {
      const { MessageId } = await sns.send(new PublishCommand({ TopicArn: topicArn, Message: message }));
      return until('the message to be delivered', () => heard.find((it) => it.MessageId === MessageId));
    },
    close() {
      sns.destroy();
      server.closeAllConnections();
      server.close();
    },
  };
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
