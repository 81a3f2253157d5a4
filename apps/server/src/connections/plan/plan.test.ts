import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { PlannedObject } from '@thingdock/api';
import fc from 'fast-check';
import type { TopicRule } from '../../aws/index.ts';
import { OLDER_WILL_SQL, ruleArn, wantedObjects } from '../create/wanted.ts';
import { secretHash } from '../webhooks/webhook.ts';
import type { Observed, ObservedRule, ObservedTopic, Tags } from './observe.ts';
import { OWNER_TAG } from './ownership.ts';
import { type Claim, type PlanInput, planObjects } from './plan.ts';

const place = { partition: 'aws', accountId: '123456789012', region: 'eu-west-1' };
const wanted = wantedObjects('enebular', place, 'arn:aws:iam::123456789012:role/r');
const [will, status] = wanted.rules as [TopicRule, TopicRule, TopicRule];
const [topic] = wanted.topics as [(typeof wanted.topics)[number]];
const publicUrl = new URL('https://thingdock.example.com');
const hook = (secret: string) => `${publicUrl.origin}/hooks/sns/${secret}`;
const US = 'our-wire-id';

const asWanted = (rule: TopicRule, change: Partial<ObservedRule> = {}): ObservedRule => {
  return { arn: ruleArn(place, rule.name), rule, raw: {}, tags: { [OWNER_TAG]: US }, ...change };
};
const topicAsWanted = (it: (typeof wanted.topics)[number], change: Partial<ObservedTopic> = {}): ObservedTopic => ({
  ...{ arn: it.arn, attributes: it.attributes, tags: { [OWNER_TAG]: US } },
  subscriptions: [{ arn: `${it.arn}:1`, protocol: 'https', endpoint: hook('secret') }],
  ...change,
});

const complete = (): { topics: Map<string, ObservedTopic>; rules: Map<string, ObservedRule> } => ({
  topics: new Map(wanted.topics.map((it) => [it.name, topicAsWanted(it)])),
  rules: new Map(wanted.rules.map((it) => [it.name, asWanted(it)])),
});

const input = (observed: Observed, change: Partial<PlanInput> = {}): PlanInput => ({
  ...{ wanted, observed, claims: [], wireId: US, publicUrl, webhooks: new Set([secretHash('secret')]) },
  ...change,
});

function planned(observed: Observed, kind: PlannedObject['kind'], name: string, change: Partial<PlanInput> = {}) {
  const found = planObjects(input(observed, change)).find((it) => it.kind === kind && it.name === name);
  assert.ok(found);
  return found;
}
const withRule = (rule: ObservedRule) => ({ ...complete(), rules: new Map([[rule.rule.name, rule]]) });
const withTopic = (change: Partial<ObservedTopic>) => ({
  ...complete(),
  topics: new Map([[topic.name, topicAsWanted(topic, change)]]),
});
const theRule: Claim = { kind: 'rule', name: status.name, state: 'present' };

describe('what is to be done in AWS', () => {
  test('is everything in an empty account, in the order in which things build on each other', () => {
    const plan = planObjects(input({ topics: new Map(), rules: new Map() }));
    assert.deepEqual(
      plan.map(({ kind }) => kind),
      ['topic', 'topic', 'subscription', 'subscription', 'rule', 'rule', 'rule'],
    );
    assert.deepEqual(new Set(plan.map(({ action }) => action)), new Set(['create']));
  });

  test('is nothing when all is as wanted, whether tags can be read or not', () => {
    const readings: Tags[] = [{ [OWNER_TAG]: US }, {}, undefined];
    for (const tags of readings) {
      const observed = complete();
      for (const [name, seen] of observed.rules) observed.rules.set(name, { ...seen, tags });
      for (const [name, seen] of observed.topics) observed.topics.set(name, { ...seen, tags });
      const claims = wanted.rules.map(({ name }): Claim => ({ kind: 'rule', name, state: 'present' }));
      const actions = planObjects(input(observed, { claims })).map(({ action }) => action);
      assert.deepEqual(new Set(actions), new Set(['none']));
    }
  });

  test('tells apart what of a rule of ours was changed', () => {
    const sql = planned(withRule(asWanted({ ...status, sql: 'SELECT 1' })), 'rule', status.name);
    assert.equal(sql.action, 'repair');
    assert.deepEqual(sql.differences, [{ what: 'sql', found: 'SELECT 1', wanted: status.sql }]);
    const disabled = planned(withRule(asWanted({ ...status, disabled: true })), 'rule', status.name);
    assert.deepEqual(disabled.differences, [{ what: 'disabled', found: 'true', wanted: 'false' }]);
  });

  test('leaves what AWS adds to a delivery policy alone, but not a changed number', () => {
    const policy = JSON.parse(topic.attributes.DeliveryPolicy ?? '');
    const filled = { ...policy.http, disableSubscriptionOverrides: false, defaultSicklyRetryPolicy: null };
    const attributes = { ...topic.attributes, DeliveryPolicy: JSON.stringify({ http: filled, guaranteed: false }) };
    assert.equal(planned(withTopic({ attributes }), 'topic', topic.name).action, 'none');
    policy.http.defaultHealthyRetryPolicy.numRetries = 1;
    const changed = { ...topic.attributes, DeliveryPolicy: JSON.stringify(policy) };
    assert.equal(planned(withTopic({ attributes: changed }), 'topic', topic.name).action, 'repair');
  });

  test('is a subscription when none leads here, and its confirmation when one waits for it', () => {
    const at = (subscriptions: ObservedTopic['subscriptions']) =>
      planned(withTopic({ subscriptions }), 'subscription', topic.name);
    const elsewhere = { arn: 'arn:x', protocol: 'https', endpoint: hook('of-another-connection') };
    assert.equal(at([]).action, 'create');
    assert.equal(at([elsewhere]).action, 'create');
    const pending = at([{ arn: undefined, protocol: 'https', endpoint: hook('secret') }]);
    assert.equal(pending.action, 'repair');
    assert.doesNotMatch(JSON.stringify(pending), /secret/);
  });

  test('uses an older installer’s rule for wills as it is, saying that a stricter one could be had', () => {
    const older = asWanted({ ...will, sql: OLDER_WILL_SQL }, { tags: {} });
    const plan = planned(withRule(older), 'rule', will.name);
    assert.equal(plan.action, 'adopt');
    assert.deepEqual(plan.differences, [{ what: 'sql', found: OLDER_WILL_SQL, wanted: will.sql }]);
    const same = planned(withRule(asWanted(will, { tags: {} })), 'rule', will.name);
    assert.deepEqual([same.action, same.differences], ['adopt', []]);
  });

  test('is a conflict with somebody else’s object, showing what taking it over would undo', () => {
    const theirs = asWanted({ ...status, sql: 'SELECT 1', description: 'mine' }, { tags: {} });
    const rule = planned(withRule(theirs), 'rule', status.name);
    assert.equal(rule.action, 'conflict');
    assert.match(rule.lost.join('\n'), /the query SELECT 1\nthe action send to .*\nthe description mine/);
    const subscriptions = [{ arn: 'arn:x', protocol: 'https', endpoint: 'https://other.example.com/with-a-secret' }];
    const lost = planned(withTopic({ subscriptions, tags: { [OWNER_TAG]: 'others' } }), 'topic', topic.name).lost;
    assert.match(lost.join('\n'), /subscriber https other\.example\.com.*\nthat it belongs to another installation/);
    assert.doesNotMatch(lost.join('\n'), /with-a-secret/);
  });

  test('believes the journal that a changed rule is ours, but an intent only when the rule looks like ours', () => {
    const changed = withRule(asWanted({ ...status, sql: 'SELECT 1' }, { tags: {} }));
    const action = (state: Claim['state']) =>
      planned(changed, 'rule', status.name, { claims: [{ ...theRule, state }] }).action;
    assert.deepEqual([action('present'), action('intended')], ['repair', 'conflict']);
    const made = withRule(asWanted(will, { tags: undefined }));
    const claims: Claim[] = [{ kind: 'rule', name: will.name, state: 'intended' }];
    assert.equal(planned(made, 'rule', will.name, { claims }).action, 'none');
  });

  test('never touches what bears another installation’s tag', () => {
    const claim = fc.constantFrom<Claim['state']>('present', 'intended');
    fc.assert(
      fc.property(fc.option(claim), fc.boolean(), fc.constantFrom(US, undefined), (state, disabled, wireId) => {
        const observed = withRule(asWanted({ ...status, disabled }, { tags: { [OWNER_TAG]: 'others' } }));
        const claims = state ? [{ ...theRule, state }] : [];
        assert.equal(planned(observed, 'rule', status.name, { claims, wireId }).action, 'conflict');
      }),
    );
  });
});
