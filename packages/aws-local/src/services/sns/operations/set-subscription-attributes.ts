import type { QueryOperation } from '../../../stand-in.ts';
import { theSubscription } from '../lookup.ts';
import { keyOfArn, snsTables } from '../records.ts';
import { withAttribute } from '../subscription-attributes.ts';

/** Has no resource type in IAM: only a statement on `*` allows it. */
export const setSubscriptionAttributes: QueryOperation = {
  name: 'SetSubscriptionAttributes',
  parameters: ['SubscriptionArn', 'AttributeName', 'AttributeValue'],
  run(call, params) {
    const subscription = theSubscription(call, params);
    const changed = withAttribute(subscription, params.need('AttributeName'), params.get('AttributeValue') ?? '');
    snsTables(call.standIn.store).subscriptions.set(keyOfArn(subscription.arn), changed);
    return undefined;
  },
};
