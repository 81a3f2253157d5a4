import { destinationProblem } from '../../../sns-delivery/destination.ts';
import type { Call, QueryOperation, QueryParams } from '../../../stand-in.ts';
import { atTopic } from '../access-policy.ts';
import { invalidParameter, notImplemented } from '../errors.ts';
import { attributesOf, theTopic, topicArn } from '../lookup.ts';
import { keyOfArn, type Subscription, snsTables, subscriptionsOf, type Topic } from '../records.ts';
import { scopeOf, withAttribute } from '../subscription-attributes.ts';
import { confirmation, withNewToken } from '../tokens.ts';

/** https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html */
const OTHER_PROTOCOLS = ['email', 'email-json', 'sms', 'sqs', 'application', 'lambda', 'firehose'];

/** Sends a token to the endpoint; nothing else is sent there before it comes back. The same endpoint again: another token, or what is there. */
export const subscribe: QueryOperation = {
  name: 'Subscribe',
  parameters: ['TopicArn', 'Protocol', 'Endpoint', 'Attributes', 'ReturnSubscriptionArn'],
  resource: topicArn,
  policy: atTopic,
  context: (_call, params) => ({
    'sns:Protocol': params.get('Protocol') ?? '',
    'sns:Endpoint': params.get('Endpoint') ?? '',
  }),
  run(call, params) {
    const topic = theTopic(call, params);
    const wanted = wantedSubscription(call, params, topic);
    const { store, clock, deliveries } = call.standIn;
    const known = subscriptionsOf(snsTables(store), topic.arn, clock.now()).find(
      ({ protocol, endpoint }) => protocol === wanted.protocol && endpoint === wanted.endpoint,
    );
    if (known) checkSame(known, wanted);
    if (known?.state === 'confirmed') return { SubscriptionArn: known.arn };
    const { subscription, token } = withNewToken(call, known ?? wanted);
    snsTables(store).subscriptions.set(keyOfArn(subscription.arn), subscription);
    deliveries.enqueue(subscription.arn, confirmation(call, 'SubscriptionConfirmation', topic, token));
    const shown = params.get('ReturnSubscriptionArn')?.toLowerCase() === 'true';
    return { SubscriptionArn: shown ? subscription.arn : 'pending confirmation' };
  },
};

function wantedSubscription(call: Call, params: QueryParams, topic: Topic): Subscription {
  const protocol = params.need('Protocol');
  const endpoint = params.need('Endpoint');
  if (OTHER_PROTOCOLS.includes(protocol)) throw notImplemented(`deliveries by ${protocol}, only http and https`);
  if (protocol !== 'http' && protocol !== 'https')
    throw invalidParameter(`Amazon SNS does not support this protocol string: ${protocol}`);
  const problem = destinationProblem(protocol, endpoint, call.standIn.settings.deliveryHosts);
  if (problem !== undefined) throw invalidParameter(problem);
  const plain: Subscription = {
    arn: `${topic.arn}:${call.standIn.ids.uuid()}`,
    topicArn: topic.arn,
    protocol,
    endpoint,
    owner: call.caller.accountId,
    subscribedBy: call.caller.arn,
    state: 'pending',
    tokens: [],
    authenticateOnUnsubscribe: false,
    rawMessageDelivery: false,
  };
  // A filter policy is judged by its scope, which may stand behind it.
  const attributes = attributesOf(params).toSorted(([a], [b]) => rank(a) - rank(b));
  return attributes.reduce((made, [name, value]) => withAttribute(made, name, value), plain);
}

const rank = (attribute: string) => (attribute === 'FilterPolicyScope' ? 0 : 1);

function checkSame(known: Subscription, wanted: Subscription): void {
  const settings = (one: Subscription) =>
    JSON.stringify([one.rawMessageDelivery, one.deliveryPolicy, one.filterPolicy, scopeOf(one)]);
  if (settings(known) !== settings(wanted)) {
    throw invalidParameter('Attributes', 'Subscription already exists with different attributes');
  }
}
