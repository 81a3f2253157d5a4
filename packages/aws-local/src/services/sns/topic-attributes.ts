import { DEFAULT_RETRY, effectivePolicy, topicPolicyProblem } from '../../sns-delivery/delivery-policy.ts';
import { checkedPolicy, policyOf } from './access-policy.ts';
import { invalidParameter, notImplemented } from './errors.ts';
import type { Subscription, Topic } from './records.ts';

/** The topic with one attribute set. Throws InvalidParameter, and NotImplemented for attributes that would have no effect here. */
export function withAttribute(topic: Topic, name: string, value: string): Topic {
  switch (name) {
    case 'DisplayName':
      if (value.length > 100) throw invalidParameter('DisplayName');
      return { ...topic, displayName: value };
    case 'SignatureVersion':
      if (value !== '1' && value !== '2') throw invalidParameter('SignatureVersion');
      return { ...topic, signatureVersion: value };
    case 'Policy':
      return { ...topic, policy: checkedPolicy(topic.arn, value) };
    case 'DeliveryPolicy':
      return withDeliveryPolicy(topic, value);
    default:
      if (!KNOWN.includes(name)) throw invalidParameter('AttributeName');
      throw notImplemented(`the topic attribute ${name}`);
  }
}

/** https://docs.aws.amazon.com/sns/latest/api/API_SetTopicAttributes.html */
const KNOWN = [
  'KmsMasterKeyId',
  'TracingConfig',
  'FifoTopic',
  'ContentBasedDeduplication',
  'ArchivePolicy',
  'FifoThroughputScope',
  'DataProtectionPolicy',
  ...['HTTP', 'Firehose', 'Lambda', 'Application', 'SQS'].flatMap((kind) => [
    `${kind}SuccessFeedbackRoleArn`,
    `${kind}SuccessFeedbackSampleRate`,
    `${kind}FailureFeedbackRoleArn`,
  ]),
];

function withDeliveryPolicy(topic: Topic, text: string): Topic {
  const { deliveryPolicy: _before, ...rest } = topic;
  if (text === '') return rest;
  const problem = topicPolicyProblem(text);
  if (problem !== undefined) throw invalidParameter(`DeliveryPolicy: ${problem}`);
  return { ...rest, deliveryPolicy: text };
}

export function topicAttributes(topic: Topic, subscriptions: readonly Subscription[]): Record<string, string> {
  const count = (state: string) => String(subscriptions.filter((one) => one.state === state).length);
  return {
    TopicArn: topic.arn,
    Owner: topic.accountId,
    Policy: policyOf(topic),
    DisplayName: topic.displayName,
    SubscriptionsPending: count('pending'),
    SubscriptionsConfirmed: count('confirmed'),
    SubscriptionsDeleted: String(topic.deletedSubscriptions),
    ...(topic.deliveryPolicy === undefined ? {} : { DeliveryPolicy: topic.deliveryPolicy }),
    EffectiveDeliveryPolicy: effectiveTopicPolicy(topic),
    SignatureVersion: topic.signatureVersion,
  };
}

function effectiveTopicPolicy({ deliveryPolicy }: Topic): string {
  const { retry, maxReceivesPerSecond, contentType } = effectivePolicy(deliveryPolicy, undefined);
  return JSON.stringify({
    http: {
      defaultHealthyRetryPolicy: { ...DEFAULT_RETRY, ...retry },
      disableSubscriptionOverrides: false,
      ...(maxReceivesPerSecond === undefined ? {} : { defaultThrottlePolicy: { maxReceivesPerSecond } }),
      defaultRequestPolicy: { headerContentType: contentType ?? 'text/plain; charset=UTF-8' },
    },
  });
}
