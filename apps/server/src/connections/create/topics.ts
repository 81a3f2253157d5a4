import { Fault } from '@thingdock/api';
import { isAwsFailure } from '../../aws/index.ts';
import { topicBefore } from '../plan/before.ts';
import { OWNER_TAG } from '../plan/ownership.ts';
import { plannedFor, type Survey } from '../plan/survey.ts';
import { type Attempt, STEP } from './attempt.ts';
import type { WantedTopic } from './wanted.ts';

/** Both topics, with version 2 of SNS's signature and our delivery policies. */
export async function ensureTopics(attempt: Attempt, survey: Survey): Promise<void> {
  for (const topic of attempt.wanted.topics)
    await attempt.progress.during(STEP.topic(topic.name), () => ensureTopic(attempt, survey, topic));
}

/** Does for one topic what is planned. Conflicts have been refused before, or are to be taken over. */
export async function ensureTopic(attempt: Attempt, survey: Survey, topic: WantedTopic): Promise<void> {
  const { aws, journal } = attempt;
  const object = { kind: 'topic', name: topic.name } as const;
  const { action } = plannedFor(survey, 'topic', topic.name);
  const seen = survey.observed.topics.get(topic.name);
  if (action === 'conflict' && seen)
    return journal.takingOver(object, topicBefore(topic, seen), async () => {
      // Under another installation's tag it would never count as ours.
      if (seen.tags?.[OWNER_TAG] !== undefined) await aws.sns.tag(topic.arn, ownerTag(attempt));
      await setAttributes(attempt, topic);
    });
  // Created bare: with attributes AWS refuses a topic that exists with others.
  if (action === 'create') await journal.making(object, () => aws.sns.createTopic(topic.name));
  else await journal.found(object, 'ours');
  if (seen?.tags?.[OWNER_TAG] === undefined) await tagTopic(attempt, topic);
  if (action !== 'none') await setAttributes(attempt, topic);
}

const tagTopic = (attempt: Attempt, topic: WantedTopic): Promise<void> =>
  tagOwner(attempt, (tags) => attempt.aws.sns.tag(topic.arn, tags));

async function setAttributes({ aws }: Attempt, topic: WantedTopic): Promise<void> {
  for (const [name, value] of Object.entries(topic.attributes)) await aws.sns.setTopicAttribute(topic.arn, name, value);
  // SNS signs with SHA-1 unless told otherwise; whether it was told is looked up, since we take nothing else.
  const seen = await aws.sns.topicAttributes(topic.arn);
  if (seen?.SignatureVersion !== topic.attributes.SignatureVersion)
    throw new Fault('aws_refused', {
      details: { action: 'sns:SetTopicAttributes', reason: `${topic.name} did not take SignatureVersion 2` },
    });
}

export const ownerTag = ({ connection }: Pick<Attempt, 'connection'>): Record<string, string> => ({
  [OWNER_TAG]: connection.wire_id,
});

/** Says on the object whose it is. A key that may not tag is good enough: our journal says the same. */
export async function tagOwner(
  { connection, log }: Pick<Attempt, 'connection' | 'log'>,
  tag: (tags: Record<string, string>) => Promise<void>,
): Promise<void> {
  try {
    await tag(ownerTag({ connection }));
  } catch (error) {
    if (!isAwsFailure(error, 'denied', 'conflict', 'other')) throw error;
    log.info({ event: 'connection.tag_refused', connectionId: connection.id, err: error }, 'object left without a tag');
  }
}
