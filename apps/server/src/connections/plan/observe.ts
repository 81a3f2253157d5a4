import { type Aws, isAwsFailure, type RawRule, type Subscription, type TopicRule } from '../../aws/index.ts';
import { ruleArn, type Wanted } from '../create/wanted.ts';
import type { Place } from '../tables.ts';

/** `undefined`: the key may not read them, so they say nothing. */
export type Tags = Readonly<Record<string, string>> | undefined;

export type ObservedTopic = {
  arn: string;
  attributes: Readonly<Record<string, string>>;
  tags: Tags;
  subscriptions: readonly Subscription[];
};

/** `raw` is the rule as AWS gave it, with all that we do not understand, so that it can be put back. */
export type ObservedRule = { arn: string; rule: TopicRule; raw: RawRule; tags: Tags };

/** What is in AWS under the names of a connection's objects. A name that is not in it is free. */
export type Observed = {
  topics: ReadonlyMap<string, ObservedTopic>;
  rules: ReadonlyMap<string, ObservedRule>;
};

export type ObserveDeps = { aws: Pick<Aws, 'sns' | 'iot'>; place: Place; wanted: Wanted };

/** Reads everything that has one of our names, and changes nothing. */
export async function observe(deps: ObserveDeps): Promise<Observed> {
  const { aws, wanted } = deps;
  const topics = new Map<string, ObservedTopic>();
  for (const { name, arn } of wanted.topics) {
    const topic = await observeTopic(deps, arn);
    if (topic) topics.set(name, topic);
  }
  const rules = new Map<string, ObservedRule>();
  // AWS answers a question for a missing rule as if it were forbidden, so only those that are listed are asked for.
  const listed = new Set(await aws.iot.ruleNames());
  for (const { name } of wanted.rules) {
    const rule = listed.has(name) ? await observeRule(deps, name) : undefined;
    if (rule) rules.set(name, rule);
  }
  return { topics, rules };
}

async function observeTopic({ aws }: ObserveDeps, arn: string): Promise<ObservedTopic | undefined> {
  const attributes = await aws.sns.topicAttributes(arn);
  if (!attributes) return undefined;
  return { arn, attributes, subscriptions: await aws.sns.subscriptions(arn), tags: await readTags(aws.sns.tags(arn)) };
}

async function observeRule({ aws, place }: ObserveDeps, name: string): Promise<ObservedRule | undefined> {
  const seen = await aws.iot.getRule(name);
  if (!seen) return undefined;
  const arn = seen.arn || ruleArn(place, name);
  return { arn, rule: seen.rule, raw: seen.raw, tags: await readTags(aws.iot.tags(arn)) };
}

async function readTags(asked: Promise<Record<string, string>>): Promise<Tags> {
  try {
    return await asked;
  } catch (error) {
    if (isAwsFailure(error, 'denied', 'not_found')) return undefined;
    throw error;
  }
}
