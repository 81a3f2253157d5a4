import type { PlannedObject } from '@thingdock/api';
import type { TopicRule } from '../../aws/index.ts';
import type { Wanted, WantedTopic } from '../create/wanted.ts';
import type { ObjectKind, ObjectRow } from '../tables.ts';
import { secretHash, WEBHOOK_PATH } from '../webhooks/webhook.ts';
import { ruleDifferences, sameRule, servesWill, topicDifferences } from './compare.ts';
import { lostWithRule, lostWithTopic } from './lost.ts';
import type { Observed, ObservedRule, ObservedTopic } from './observe.ts';
import { judge, OWNER_TAG, type Presence } from './ownership.ts';

/** What a journal says that this installation made. Of an intent nobody knows whether it became an act. */
export type Claim = { kind: ObjectKind; name: string; state: Exclude<ObjectRow['state'], 'removed'> };

export type PlanInput = {
  wanted: Wanted;
  observed: Observed;
  claims: readonly Claim[];
  /** By which our tag is known. `undefined`: the place was never connected here. */
  wireId: string | undefined;
  /** Where AWS SNS is to deliver. */
  publicUrl: URL;
  /** Hashes of the path secrets of the connection's webhooks. */
  webhooks: ReadonlySet<string>;
};

/**
 * What would have to be done in AWS so that everything is as wanted, in order. The one place where this is decided: for a
 * new connection, for repair, for migration and for health alike.
 */
export function planObjects(input: PlanInput): PlannedObject[] {
  const { topics, rules } = input.wanted;
  return [
    ...topics.map((topic) => planTopic(input, topic)),
    ...topics.map((topic) => planSubscription(input, topic)),
    ...rules.map((rule) => planRule(input, rule)),
  ];
}

function planTopic(input: PlanInput, wanted: WantedTopic): PlannedObject {
  const planned = { kind: 'topic', name: wanted.name, arn: wanted.arn } as const;
  const seen = input.observed.topics.get(wanted.name);
  if (!seen) return { ...planned, action: 'create', differences: [], lost: [] };
  const differences = topicDifferences(wanted, seen.attributes);
  if (presenceOfTopic(input, wanted.name, seen) !== 'ours')
    return { ...planned, action: 'conflict', differences, lost: lostWithTopic(wanted, seen) };
  return { ...planned, action: differences.length > 0 ? 'repair' : 'none', differences, lost: [] };
}

function planSubscription({ observed, publicUrl, webhooks }: PlanInput, { name }: WantedTopic): PlannedObject {
  const planned = { kind: 'subscription' as const, name, lost: [] };
  const ours = (observed.topics.get(name)?.subscriptions ?? []).filter(({ endpoint }) => {
    const secret = secretIn(endpoint, publicUrl);
    return secret !== undefined && webhooks.has(secretHash(secret));
  });
  const confirmed = ours.find(({ arn }) => arn !== undefined);
  if (confirmed) return { ...planned, arn: confirmed.arn ?? '', action: 'none', differences: [] };
  if (ours.length === 0) return { ...planned, arn: '', action: 'create', differences: [] };
  const pending = { what: 'confirmed', found: 'no', wanted: 'yes' };
  return { ...planned, arn: '', action: 'repair', differences: [pending] };
}

function planRule(input: PlanInput, wanted: TopicRule): PlannedObject {
  const { name } = wanted;
  const seen = input.observed.rules.get(name);
  if (!seen) return { kind: 'rule', name, arn: '', action: 'create', differences: [], lost: [] };
  const planned = { kind: 'rule', name, arn: seen.arn } as const;
  const differences = ruleDifferences(wanted, seen.rule);
  const presence = presenceOfRule(input, wanted, seen);
  // Of one that is used as it is only its query matters: an older one lets more through than it should.
  if (presence === 'adopted')
    return { ...planned, action: 'adopt', differences: differences.filter(({ what }) => what === 'sql'), lost: [] };
  if (presence !== 'ours') return { ...planned, action: 'conflict', differences, lost: lostWithRule(seen) };
  return { ...planned, action: differences.length > 0 ? 'repair' : 'none', differences, lost: [] };
}

function presenceOfTopic({ claims, wireId, publicUrl }: PlanInput, name: string, seen: ObservedTopic): Presence {
  const strangers = seen.subscriptions.some(({ endpoint }) => !endpoint.includes(WEBHOOK_PATH));
  const evidence = {
    exists: true,
    leftover: isClaimed(claims, 'topic', name, !strangers),
    ownerTag: seen.tags?.[OWNER_TAG],
    pointsToUs: seen.subscriptions.some(({ endpoint }) => secretIn(endpoint, publicUrl) !== undefined),
    serves: false,
  };
  return judge(evidence, wireId);
}

function presenceOfRule(input: PlanInput, wanted: TopicRule, { rule, tags }: ObservedRule): Presence {
  const { claims, wireId } = input;
  const same = sameRule(wanted, rule);
  const evidence = {
    exists: true,
    leftover: isClaimed(claims, 'rule', wanted.name, same),
    ownerTag: tags?.[OWNER_TAG],
    pointsToUs: same && leadsToOurTopic(input, rule),
    serves: servesWill(wanted, rule),
  };
  return judge(evidence, wireId);
}

function leadsToOurTopic(input: PlanInput, { actions }: TopicRule): boolean {
  return input.wanted.topics.some(({ name, arn }) => {
    const seen = input.observed.topics.get(name);
    const leads = actions.some((action) => action.kind === 'sns' && action.topicArn === arn);
    return leads && seen !== undefined && presenceOfTopic(input, name, seen) === 'ours';
  });
}

/** An intent counts only when what is there looks like our work. */
const isClaimed = (claims: readonly Claim[], kind: ObjectKind, name: string, looksLikeOurs: boolean): boolean =>
  claims.some((claim) => claim.kind === kind && claim.name === name && (claim.state === 'present' || looksLikeOurs));

/** The path secret in an address of this server; `undefined` for an address of anybody else. */
function secretIn(endpoint: string, publicUrl: URL): string | undefined {
  const ours = new URL(WEBHOOK_PATH, publicUrl).href;
  return endpoint.startsWith(ours) ? endpoint.slice(ours.length) : undefined;
}
