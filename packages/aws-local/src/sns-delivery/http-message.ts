import type { Subscription } from '../services/sns/records.ts';
import { type EnvelopeContext, type Outgoing, sealEnvelope } from './envelope.ts';

const TEXT = 'text/plain; charset=UTF-8';

/** Headers and body of the POST (https://docs.aws.amazon.com/sns/latest/dg/http-header.html). */
export function httpMessage(
  outgoing: Outgoing,
  subscription: Pick<Subscription, 'arn' | 'rawMessageDelivery'>,
  contentType: string | undefined,
  context: EnvelopeContext,
): { headers: Record<string, string>; body: string } {
  const raw = outgoing.type === 'Notification' && subscription.rawMessageDelivery;
  const body = raw ? outgoing.message : JSON.stringify(sealEnvelope(outgoing, context), null, 2);
  const headers: Record<string, string> = {
    'x-amz-sns-message-type': outgoing.type,
    'x-amz-sns-message-id': outgoing.messageId,
    'x-amz-sns-topic-arn': outgoing.topicArn,
    'content-type': contentType ?? TEXT,
    'content-length': String(Buffer.byteLength(body)),
    'user-agent': 'Amazon Simple Notification Service Agent',
  };
  if (outgoing.type !== 'SubscriptionConfirmation') headers['x-amz-sns-subscription-arn'] = subscription.arn;
  if (raw) headers['x-amz-sns-rawdelivery'] = 'true';
  return { headers, body };
}
