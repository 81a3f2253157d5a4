import { Fault } from '@thingdock/api';
import { isAwsFailure } from '../../aws/index.ts';
import { type Attempt, STEP } from './attempt.ts';
import type { Survey } from './look.ts';
import { OWNER_TAG } from './ownership.ts';
import type { WantedTopic } from './wanted.ts';

/** Both topics, with version 2 of SNS's signature and our delivery policies. */
export async function ensureTopics(attempt: Attempt, survey: Survey): Promise<void> {
  for (const topic of attempt.wanted.topics)
    await attempt.progress.during(STEP.topic(topic.name), () => ensureTopic(attempt, survey, topic));
}

async function ensureTopic(attempt: Attempt, survey: Survey, topic: WantedTopic): Promise<void> {
  const { aws, journal } = attempt;
  const object = { kind: 'topic', name: topic.name } as const;
  // Created bare: with attributes AWS refuses a topic that exists with others.
  if (survey[topic.name] === 'ours') await journal.found(object, 'ours');
  else await journal.making(object, () => aws.sns.createTopic(topic.name));
  await tagOwner(attempt, (tags) => aws.sns.tag(topic.arn, tags));
  for (const [name, value] of Object.entries(topic.attributes)) await aws.sns.setTopicAttribute(topic.arn, name, value);
  await readBack(attempt, topic);
}

/** SNS signs with SHA-1 unless told otherwise; whether it was told is looked up, since we take nothing else. */
async function readBack({ aws }: Attempt, topic: WantedTopic): Promise<void> {
  const seen = await aws.sns.topicAttributes(topic.arn);
  if (seen?.SignatureVersion !== topic.attributes.SignatureVersion)
    throw new Fault('aws_refused', {
      details: { action: 'sns:SetTopicAttributes', reason: `${topic.name} did not take SignatureVersion 2` },
    });
}

/** Says on the object whose it is. A key that may not tag is good enough: our journal says the same. */
export async function tagOwner(
  { connection, log }: Pick<Attempt, 'connection' | 'log'>,
  tag: (tags: Record<string, string>) => Promise<void>,
): Promise<void> {
  try {
    await tag({ [OWNER_TAG]: connection.wire_id });
  } catch (error) {
    if (!isAwsFailure(error, 'denied', 'conflict', 'other')) throw error;
    log.info({ event: 'connection.tag_refused', connectionId: connection.id, err: error }, 'object left without a tag');
  }
}
