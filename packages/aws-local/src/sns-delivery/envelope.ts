import type { SnsSigningKey } from '../stand-in.ts';

export type SignatureVersion = '1' | '2';
export type MessageAttributes = Record<string, { Type: string; Value: string }>;

/** A message on its way to one subscription, before it is addressed and signed. Plain JSON, so that it can be stored. */
export type Outgoing = {
  messageId: string;
  topicArn: string;
  /** ISO 8601 with milliseconds. */
  timestamp: string;
  signatureVersion: SignatureVersion;
} & (
  | { type: 'Notification'; message: string; subject?: string; attributes?: MessageAttributes }
  | { type: 'SubscriptionConfirmation' | 'UnsubscribeConfirmation'; token: string }
);

export type Envelope = Record<string, unknown> & { Type: Outgoing['type'] };

export type EnvelopeContext = { subscriptionArn: string; endpointUrlTls: string; signingKey: SnsSigningKey };

/** The signed JSON that AWS puts round a message (https://docs.aws.amazon.com/sns/latest/dg/http-notification-json.html). */
export function sealEnvelope(outgoing: Outgoing, context: EnvelopeContext): Envelope {
  const fields = unsigned(outgoing, context);
  const Signature = context.signingKey.sign(stringToSign(fields), outgoing.signatureVersion);
  const { UnsubscribeURL, MessageAttributes, ...head } = fields;
  return {
    ...head,
    SignatureVersion: outgoing.signatureVersion,
    Signature,
    SigningCertURL: `${context.endpointUrlTls}${context.signingKey.path}`,
    ...(UnsubscribeURL === undefined ? {} : { UnsubscribeURL }),
    ...(MessageAttributes === undefined ? {} : { MessageAttributes }),
  };
}

type Fields = {
  Type: Outgoing['type'];
  MessageId: string;
  TopicArn: string;
  Message: string;
  Timestamp: string;
} & Partial<Record<'Token' | 'Subject' | 'SubscribeURL' | 'UnsubscribeURL', string>> & {
    MessageAttributes?: MessageAttributes;
  };

function unsigned(outgoing: Outgoing, { subscriptionArn, endpointUrlTls }: EnvelopeContext): Fields {
  const { type: Type, messageId: MessageId, topicArn: TopicArn, timestamp: Timestamp } = outgoing;
  if (outgoing.type === 'Notification') {
    const { subject, attributes, message: Message } = outgoing;
    return {
      Type,
      MessageId,
      TopicArn,
      ...(subject === undefined ? {} : { Subject: subject }),
      Message,
      Timestamp,
      UnsubscribeURL: `${endpointUrlTls}/?Action=Unsubscribe&SubscriptionArn=${encodeURIComponent(subscriptionArn)}`,
      ...(attributes === undefined ? {} : { MessageAttributes: attributes }),
    };
  }
  const { token: Token } = outgoing;
  const Message =
    outgoing.type === 'SubscriptionConfirmation' ? chosenToSubscribe(TopicArn) : chosenToLeave(subscriptionArn);
  const SubscribeURL = `${endpointUrlTls}/?Action=ConfirmSubscription&TopicArn=${encodeURIComponent(TopicArn)}&Token=${Token}`;
  return { Type, MessageId, Token, TopicArn, Message, SubscribeURL, Timestamp };
}

const chosenToSubscribe = (topicArn: string) =>
  `You have chosen to subscribe to the topic ${topicArn}.\nTo confirm the subscription, visit the SubscribeURL included in this message.`;

const chosenToLeave = (subscriptionArn: string) =>
  `You have chosen to deactivate subscription ${subscriptionArn}.\nTo cancel this operation and restore the subscription, visit the SubscribeURL included in this message.`;

const SIGNED: Record<Outgoing['type'], readonly (keyof Fields)[]> = {
  Notification: ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type'],
  SubscriptionConfirmation: ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'],
  UnsubscribeConfirmation: ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'],
};

/** https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message-verify-message-signature.html */
export function stringToSign(fields: Fields): string {
  return SIGNED[fields.Type]
    .filter((name) => fields[name] !== undefined)
    .map((name) => `${name}\n${fields[name]}\n`)
    .join('');
}
