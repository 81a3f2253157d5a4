import { Fault } from '@thingdock/api';
import { isAwsFailure, type TopicRule } from '../../aws/index.ts';
import { listLeftovers } from '../journal/store.ts';
import { WEBHOOK_PATH } from '../webhooks/webhook.ts';
import type { Attempt } from './attempt.ts';
import { sameRule, servesWill } from './compare.ts';
import { judge, OWNER_TAG, type Presence } from './ownership.ts';
import type { WantedTopic } from './wanted.ts';
import { ruleArn } from './wanted.ts';

/** What is there of what we want, by name. Nothing in it is `foreign`. */
export type Survey = Readonly<Record<string, Exclude<Presence, 'foreign'>>>;

/** Looks at everything that has one of our names. Throws `aws_object_conflict` before anything is changed. */
export async function look(attempt: Attempt): Promise<Survey> {
  const leftovers = await listLeftovers(attempt.database.root, attempt.place, attempt.connection.id);
  const isLeftover = (kind: string, name: string) => leftovers.some((it) => it.kind === kind && it.name === name);
  const survey: Record<string, Exclude<Presence, 'foreign'>> = {};

  for (const topic of attempt.wanted.topics) {
    const presence = await lookAtTopic(attempt, topic, isLeftover('topic', topic.name));
    if (presence === 'foreign') throw conflict(`The SNS topic ${topic.name}`);
    survey[topic.name] = presence;
  }
  const names = new Set(await attempt.aws.iot.ruleNames());
  for (const rule of attempt.wanted.rules) {
    const presence = names.has(rule.name)
      ? await lookAtRule(attempt, rule, isLeftover('rule', rule.name), survey)
      : 'absent';
    if (presence === 'foreign') throw conflict(`The AWS IoT rule ${rule.name}`);
    survey[rule.name] = presence;
  }
  return survey;
}

export const conflict = (object: string): Fault => new Fault('aws_object_conflict', { details: { object } });

async function lookAtTopic(attempt: Attempt, { arn }: WantedTopic, leftover: boolean): Promise<Presence> {
  const { aws, connection, publicUrl } = attempt;
  const exists = (await aws.sns.topicAttributes(arn)) !== undefined;
  if (!exists) return 'absent';
  const subscriptions = await aws.sns.subscriptions(arn);
  const ours = new URL(WEBHOOK_PATH, publicUrl()).href;
  const pointsToUs = subscriptions.some(({ endpoint }) => endpoint.startsWith(ours));
  const ownerTag = (await readTags(aws.sns.tags(arn)))[OWNER_TAG];
  return judge({ exists, leftover, ownerTag, pointsToUs, serves: false }, connection.wire_id);
}

async function lookAtRule(attempt: Attempt, wanted: TopicRule, leftover: boolean, survey: Survey): Promise<Presence> {
  const { aws, connection, place } = attempt;
  const seen = await aws.iot.getRule(wanted.name);
  if (!seen) return 'absent';
  const ownerTag = (await readTags(aws.iot.tags(seen.arn || ruleArn(place, wanted.name))))[OWNER_TAG];
  const topics = attempt.wanted.topics.filter((topic) => survey[topic.name] === 'ours').map((topic) => topic.arn);
  const pointsToUs =
    sameRule(wanted, seen.rule) &&
    seen.rule.actions.some((action) => action.kind === 'sns' && topics.includes(action.topicArn));
  const serves = servesWill(wanted, seen.rule);
  return judge({ exists: true, leftover, ownerTag, pointsToUs, serves }, connection.wire_id);
}

/** Tags that may not be read are as good as none: they say nothing. */
async function readTags(asked: Promise<Record<string, string>>): Promise<Record<string, string>> {
  try {
    return await asked;
  } catch (error) {
    if (isAwsFailure(error, 'denied', 'not_found')) return {};
    throw error;
  }
}
