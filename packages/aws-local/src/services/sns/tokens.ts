import type { Outgoing } from '../../sns-delivery/envelope.ts';
import type { Call } from '../../stand-in.ts';
import type { Subscription, Topic } from './records.ts';

// AWS's guide gives two days; pending subscriptions vanish with their token.
const TOKEN_LIFE_MS = 48 * 3_600_000;

/** A new token, in AWS's form of 256 hex digits, beside those that still hold. */
export function withNewToken(call: Call, subscription: Subscription): { subscription: Subscription; token: string } {
  const { clock, ids } = call.standIn;
  const now = clock.now();
  const token = ids.pick('0123456789abcdef', 256);
  const tokens = [
    ...subscription.tokens.filter(({ until }) => until > now),
    { value: token, until: now + TOKEN_LIFE_MS },
  ];
  return { subscription: { ...subscription, tokens }, token };
}

/** The message that carries a token to the endpoint. */
export function confirmation(
  call: Call,
  type: 'SubscriptionConfirmation' | 'UnsubscribeConfirmation',
  topic: Topic,
  token: string,
): Outgoing {
  return {
    type,
    token,
    messageId: call.standIn.ids.uuid(),
    topicArn: topic.arn,
    timestamp: new Date(call.standIn.clock.now()).toISOString(),
    signatureVersion: topic.signatureVersion,
  };
}
