import { Agent, request } from 'node:http';
import { ListSubscriptionsByTopicCommand, ListTopicsCommand, SNSClient } from '@aws-sdk/client-sns';
import type { AwsLocal } from '@thingdock/aws-local';
import { REGION } from '../system/system.ts';

/** Where status messages of the account's connection go, and from which topic. */
export async function findWebhook(aws: AwsLocal): Promise<{ url: URL; topicArn: string }> {
  const sns = new SNSClient({ endpoint: aws.endpointUrl, region: REGION, credentials: aws.root });
  try {
    const { Topics = [] } = await sns.send(new ListTopicsCommand({}));
    const topicArn = Topics.map(({ TopicArn = '' }) => TopicArn).find((arn) => arn.endsWith('status_push_sns'));
    if (!topicArn) throw new Error('the connection has no status topic');
    const { Subscriptions = [] } = await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn: topicArn }));
    const endpoint = Subscriptions[0]?.Endpoint;
    if (!endpoint) throw new Error('nobody listens to the status topic');
    return { url: new URL(endpoint), topicArn };
  } finally {
    sns.destroy();
  }
}

/** What a device's shadow says in one message of the status rule. `at` in milliseconds, as AWS received it. */
export type Word = { thingName: string; version: number; connected: boolean; own: boolean; at: number };

/** The message of the status rule that brings it. */
export function statusMessage({ thingName, version, connected, own, at }: Word): string {
  return JSON.stringify({
    thingName,
    enebular: { awsiot: { connected }, agent: { type: 'enebular-agent', v: '2.18.2' } },
    version,
    timestamp: Math.floor(at / 1_000),
    clientToken: own ? `${thingName}-${version}` : undefined,
    receivedAt: at,
  });
}

/** Posts a delivery as SNS does, over connections that stay open. Resolves with the status, 0 when none came. */
export function createPoster(url: URL, connections: number) {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  return {
    post: (body: string) =>
      new Promise<number>((resolve) => {
        const sent = request(url, { method: 'POST', agent, headers: HEADERS }, (answer) => {
          answer.resume();
          answer.on('end', () => resolve(answer.statusCode ?? 0));
          answer.on('error', () => resolve(0));
        });
        sent.on('error', () => resolve(0));
        sent.end(body);
      }),
    close: () => agent.destroy(),
  };
}

const HEADERS = { 'content-type': 'text/plain; charset=UTF-8', 'x-amz-sns-message-type': 'Notification' };
