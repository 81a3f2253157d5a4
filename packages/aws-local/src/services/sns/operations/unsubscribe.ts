import { ANONYMOUS, type QueryOperation } from '../../../stand-in.ts';
import { authorizationError, invalidParameter } from '../errors.ts';
import { theSubscription } from '../lookup.ts';
import { keyOfArn, snsTables } from '../records.ts';
import { confirmation, withNewToken } from '../tokens.ts';

/** A pending subscription cannot be left. An unsigned leave tells the endpoint, with a token that takes it back. IAM knows no resource type for it. */
export const unsubscribe: QueryOperation = {
  name: 'Unsubscribe',
  parameters: ['SubscriptionArn'],
  anonymous: true,
  run(call, params) {
    const subscription = theSubscription(call, params);
    const { topics, subscriptions } = snsTables(call.standIn.store);
    if (subscription.state === 'pending') {
      throw invalidParameter('SubscriptionArn', 'A subscription that is pending confirmation cannot be unsubscribed');
    }
    const unsigned = call.caller === ANONYMOUS;
    if (unsigned && subscription.authenticateOnUnsubscribe) {
      throw authorizationError('Unsubscribing from this subscription requires authentication');
    }
    const topic = topics.get(keyOfArn(subscription.topicArn));
    if (topic) topics.set(keyOfArn(topic.arn), { ...topic, deletedSubscriptions: topic.deletedSubscriptions + 1 });
    if (unsigned && topic) {
      const left = withNewToken(call, { ...subscription, state: 'unsubscribed' });
      subscriptions.set(keyOfArn(subscription.arn), left.subscription);
      const message = confirmation(call, 'UnsubscribeConfirmation', topic, left.token);
      call.standIn.deliveries.enqueue(subscription.arn, message);
    } else {
      subscriptions.delete(keyOfArn(subscription.arn));
    }
    return undefined;
  },
};
