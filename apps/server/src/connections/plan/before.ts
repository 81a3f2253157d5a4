import type { Aws, RawRule } from '../../aws/index.ts';
import { ruleArn, type WantedTopic } from '../create/wanted.ts';
import type { ObjectRow, Place } from '../tables.ts';
import type { ObservedRule, ObservedTopic, Tags } from './observe.ts';
import { OWNER_TAG } from './ownership.ts';

/** How an object of somebody else was before it was taken over: all of it that taking over changes. */
export type Before = (
  | { kind: 'rule'; raw: RawRule }
  /** `null`: it was not set. */
  | { kind: 'topic'; attributes: Readonly<Record<string, string | null>> }
) & { owner: string | null };

export const ruleBefore = ({ raw, tags }: ObservedRule): Before => ({ kind: 'rule', raw, owner: owner(tags) });

export const topicBefore = (wanted: WantedTopic, { attributes, tags }: ObservedTopic): Before => ({
  kind: 'topic',
  attributes: Object.fromEntries(Object.keys(wanted.attributes).map((name) => [name, attributes[name] ?? null])),
  owner: owner(tags),
});

const owner = (tags: Tags): string | null => tags?.[OWNER_TAG] ?? null;

/** Puts an object back to how it was before it was taken over. */
export async function putBack(
  { aws, place }: { aws: Aws; place: Place },
  { name, arn }: Pick<ObjectRow, 'name'> & { arn: string },
  before: Before,
): Promise<void> {
  if (before.kind === 'rule') await aws.iot.restoreRule(name, before.raw);
  // SNS takes an empty text for an attribute that is not set.
  else
    for (const [attribute, value] of Object.entries(before.attributes))
      await aws.sns.setTopicAttribute(arn, attribute, value ?? '');
  if (before.owner === null) return;
  const tags = { [OWNER_TAG]: before.owner };
  await (before.kind === 'rule' ? aws.iot.tag(ruleArn(place, name), tags) : aws.sns.tag(arn, tags));
}
