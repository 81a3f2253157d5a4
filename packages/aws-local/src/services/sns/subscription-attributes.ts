import { effectivePolicy, subscriptionPolicyProblem } from '../../sns-delivery/delivery-policy.ts';
import { type FilterPolicyScope, parseFilterPolicy } from '../../sns-delivery/filter-policy/parse.ts';
import { FilterPolicyProblem } from '../../sns-delivery/filter-policy/read-condition.ts';
import { invalidParameter, notImplemented } from './errors.ts';
import type { Subscription, Topic } from './records.ts';

/** https://docs.aws.amazon.com/sns/latest/api/API_SetSubscriptionAttributes.html */
const KNOWN = ['RedrivePolicy', 'SubscriptionRoleArn', 'ReplayPolicy'];

/** The subscription with one attribute set. Throws InvalidParameter, and NotImplemented for attributes that would have no effect here. */
export function withAttribute(subscription: Subscription, name: string, value: string): Subscription {
  if (name === 'RawMessageDelivery') {
    if (!/^(true|false)$/i.test(value)) throw invalidParameter('RawMessageDelivery');
    return { ...subscription, rawMessageDelivery: value.toLowerCase() === 'true' };
  }
  if (name === 'DeliveryPolicy') {
    const { deliveryPolicy: _before, ...rest } = subscription;
    if (value === '') return rest;
    const problem = subscriptionPolicyProblem(value);
    if (problem !== undefined) throw invalidParameter(`DeliveryPolicy: ${problem}`);
    return { ...rest, deliveryPolicy: value };
  }
  if (name === 'FilterPolicy') return withFilterPolicy(subscription, value);
  if (name === 'FilterPolicyScope') return withScope(subscription, value);
  if (!KNOWN.includes(name)) throw invalidParameter('AttributeName');
  throw notImplemented(`the subscription attribute ${name}`);
}

function withFilterPolicy(subscription: Subscription, value: string): Subscription {
  const { filterPolicy: _before, ...rest } = subscription;
  if (value === '') return rest;
  checkFilterPolicy(value, scopeOf(subscription));
  return { ...rest, filterPolicy: value };
}

function withScope(subscription: Subscription, value: string): Subscription {
  if (value !== 'MessageAttributes' && value !== 'MessageBody') {
    throw invalidParameter(
      `FilterPolicyScope: Invalid value [${value}]. Please use either MessageBody or MessageAttributes`,
    );
  }
  if (subscription.filterPolicy !== undefined) checkFilterPolicy(subscription.filterPolicy, value);
  return { ...subscription, filterPolicyScope: value };
}

export const scopeOf = ({ filterPolicyScope = 'MessageAttributes' }: Subscription): FilterPolicyScope =>
  filterPolicyScope;

function checkFilterPolicy(text: string, scope: FilterPolicyScope): void {
  try {
    parseFilterPolicy(text, scope);
  } catch (error) {
    if (!(error instanceof FilterPolicyProblem)) throw error;
    throw error.unsupported
      ? notImplemented(`filter policies with ${error.message}`)
      : invalidParameter(`FilterPolicy: ${error.message}`);
  }
}

export function subscriptionAttributes(subscription: Subscription, topic: Topic | undefined): Record<string, string> {
  const { retry } = effectivePolicy(topic?.deliveryPolicy, subscription.deliveryPolicy);
  return {
    SubscriptionArn: subscription.arn,
    TopicArn: subscription.topicArn,
    Owner: subscription.owner,
    Protocol: subscription.protocol,
    Endpoint: subscription.endpoint,
    PendingConfirmation: String(subscription.state === 'pending'),
    ConfirmationWasAuthenticated: String(subscription.authenticateOnUnsubscribe),
    RawMessageDelivery: String(subscription.rawMessageDelivery),
    SubscriptionPrincipal: subscription.subscribedBy,
    ...(subscription.deliveryPolicy === undefined ? {} : { DeliveryPolicy: subscription.deliveryPolicy }),
    EffectiveDeliveryPolicy: JSON.stringify({ healthyRetryPolicy: retry }),
    ...filterAttributes(subscription),
  };
}

function filterAttributes(subscription: Subscription): Record<string, string> {
  const { filterPolicy, filterPolicyScope } = subscription;
  if (filterPolicy !== undefined) return { FilterPolicy: filterPolicy, FilterPolicyScope: scopeOf(subscription) };
  return filterPolicyScope === undefined ? {} : { FilterPolicyScope: filterPolicyScope };
}

/** How lists show a subscription: a pending one keeps its ARN to itself. */
export const subscriptionXml = ({ arn, owner, protocol, endpoint, topicArn, state }: Subscription) => ({
  SubscriptionArn: state === 'pending' ? 'PendingConfirmation' : arn,
  Owner: owner,
  Protocol: protocol,
  Endpoint: endpoint,
  TopicArn: topicArn,
});
