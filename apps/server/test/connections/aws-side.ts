import type { AwsLocal } from '@thingdock/aws-local';
import { systemClock } from '@thingdock/effects';
import { type Aws, createAwsConnector, type Subscription, topicArn } from '../../src/aws/index.ts';
import { createCounters } from '../../src/platform/counters.ts';
import { Secret } from '../../src/platform/crypto/secret.ts';
import { localOf } from './small-server.ts';

/** The administrator of the stand-in's account, to look at and change what is in it behind the server's back. */
export function administrator(aws: AwsLocal, region: string): Aws {
  const connect = createAwsConnector({ local: localOf(aws), clock: systemClock, counters: createCounters() });
  const { accessKeyId, secretAccessKey } = aws.root;
  return connect({
    credentials: { accessKeyId, secretAccessKey: new Secret(secretAccessKey) },
    partition: 'aws',
    region,
  });
}

export type AwsObjects = { rules: string[]; topics: string[]; subscriptions: Subscription[] };
export const NOTHING: AwsObjects = { rules: [], topics: [], subscriptions: [] };

const TOPICS = ['enebular_devicestate_push_sns', 'enebular_status_push_sns'];

/** What a connection makes, as it stands in the account now. */
export async function awsObjects(aws: AwsLocal, region: string): Promise<AwsObjects> {
  const root = administrator(aws, region);
  const place = { partition: 'aws', accountId: aws.accountId, region };
  const objects: AwsObjects = { rules: (await root.iot.ruleNames()).sort(), topics: [], subscriptions: [] };
  for (const name of TOPICS) {
    const arn = topicArn(place, name);
    if (!(await root.sns.topicAttributes(arn))) continue;
    objects.topics.push(name);
    objects.subscriptions.push(...(await root.sns.subscriptions(arn)));
  }
  root.close();
  return objects;
}
