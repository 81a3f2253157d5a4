import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { type Known, planTopic } from './subscription-plan.ts';

const HERE = 'https://new.example.com';
const MINUTE = 60_000;
const known = fc.record<Known>({
  topicArn: fc.constantFrom('a', 'b'),
  webhookId: fc.uuid(),
  arn: fc.option(fc.constantFrom('s1', 's2', 's3')),
  origin: fc.constantFrom(HERE, 'https://old.example.com'),
  confirmed: fc.boolean(),
  askedAt: fc.integer({ min: -30 * MINUTE, max: 0 }),
});

describe('moving deliveries to a new public URL', () => {
  test('subscribes anew, and keeps the old way until the new one is confirmed', () => {
    const old = {
      topicArn: 'a',
      webhookId: 'w',
      arn: 'old',
      origin: 'https://old.example.com',
      confirmed: true,
      askedAt: -MINUTE,
    };
    const asked = { ...old, arn: 'new', origin: HERE, confirmed: false };
    assert.deepEqual(planTopic('a', [old], HERE, 0), { subscribe: true, unsubscribe: [] });
    assert.deepEqual(planTopic('a', [old, asked], HERE, 0), { subscribe: false, unsubscribe: [] });
    assert.deepEqual(planTopic('a', [old, { ...asked, confirmed: true }], HERE, 0), {
      subscribe: false,
      unsubscribe: [old],
    });
    assert.equal(planTopic('a', [old, asked], HERE, 20 * MINUTE).subscribe, true);
  });

  test('leaves a subscription that somebody ended to be repaired', () => {
    assert.deepEqual(planTopic('a', [], HERE, 0), { subscribe: false, unsubscribe: [] });
  });

  test('never ends the last confirmed way, nor one that leads here', () => {
    fc.assert(
      fc.property(fc.array(known), (all) => {
        const { unsubscribe } = planTopic('a', all, HERE, 0);
        const here = all.filter((it) => it.topicArn === 'a' && it.origin === HERE && it.confirmed);
        if (unsubscribe.length > 0) assert.ok(here.length > 0);
        assert.ok(unsubscribe.every((it) => it.topicArn === 'a' && it.origin !== HERE && it.confirmed));
      }),
    );
  });
});
