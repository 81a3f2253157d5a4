import { ANONYMOUS, type QueryOperation } from '../../../stand-in.ts';
import { atTopic } from '../access-policy.ts';
import { authorizationError, invalidParameter } from '../errors.ts';
import { theTopic, topicArn } from '../lookup.ts';
import { keyOfArn, snsTables } from '../records.ts';

/**
 * Brings back the token of a confirmation message. Only a signed call can ask that leaving must be signed too.
 * The token also takes a subscription up again that was left with an unsigned call.
 */
export const confirmSubscription: QueryOperation = {
  name: 'ConfirmSubscription',
  parameters: ['TopicArn', 'Token', 'AuthenticateOnUnsubscribe'],
  anonymous: true,
  resource: topicArn,
  policy: atTopic,
  run(call, params) {
    const topic = theTopic(call, params);
    const token = params.need('Token');
    const { subscriptions } = snsTables(call.standIn.store);
    const now = call.standIn.clock.now();
    const found = subscriptions
      .entries(`${keyOfArn(topic.arn)}/`)
      .map(([, one]) => one)
      .find(({ tokens }) => tokens.some(({ value, until }) => value === token && until > now));
    if (!found) throw invalidParameter('Token');
    const asked = params.get('AuthenticateOnUnsubscribe')?.toLowerCase() === 'true';
    if (found.state === 'confirmed' && found.authenticateOnUnsubscribe && call.caller === ANONYMOUS) {
      throw authorizationError('Subscription already confirmed');
    }
    const authenticateOnUnsubscribe = found.authenticateOnUnsubscribe || (asked && call.caller !== ANONYMOUS);
    subscriptions.set(keyOfArn(found.arn), { ...found, state: 'confirmed', authenticateOnUnsubscribe });
    call.standIn.counters.add('sns.confirmed');
    return { SubscriptionArn: found.arn };
  },
};
