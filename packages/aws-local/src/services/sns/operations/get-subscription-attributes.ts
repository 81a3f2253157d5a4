import type { QueryOperation } from '../../../stand-in.ts';
import { theSubscription } from '../lookup.ts';
import { keyOfArn, snsTables } from '../records.ts';
import { subscriptionAttributes } from '../subscription-attributes.ts';

/** Has no resource type in IAM: only a statement on `*` allows it. */
export const getSubscriptionAttributes: QueryOperation = {
  name: 'GetSubscriptionAttributes',
  parameters: ['SubscriptionArn'],
  run(call, params) {
    const subscription = theSubscription(call, params);
    const topic = snsTables(call.standIn.store).topics.get(keyOfArn(subscription.topicArn));
    const attributes = Object.entries(subscriptionAttributes(subscription, topic));
    return { Attributes: { entry: attributes.map(([key, value]) => ({ key, value })) } };
  },
};
