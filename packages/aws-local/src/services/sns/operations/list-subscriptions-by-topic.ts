import type { QueryOperation } from '../../../stand-in.ts';
import { atTopic } from '../access-policy.ts';
import { theTopic, topicArn } from '../lookup.ts';
import { page } from '../page.ts';
import { keyOfArn, snsTables, subscriptionsOf } from '../records.ts';
import { subscriptionXml } from '../subscription-attributes.ts';

export const listSubscriptionsByTopic: QueryOperation = {
  name: 'ListSubscriptionsByTopic',
  parameters: ['TopicArn', 'NextToken'],
  resource: topicArn,
  policy: atTopic,
  run(call, params) {
    const { store, clock } = call.standIn;
    const topic = theTopic(call, params);
    const all = subscriptionsOf(snsTables(store), topic.arn, clock.now()).map(
      (one) => [keyOfArn(one.arn), one] as const,
    );
    const { member, ...rest } = page(params, all, subscriptionXml);
    return { Subscriptions: { member }, ...rest };
  },
};
