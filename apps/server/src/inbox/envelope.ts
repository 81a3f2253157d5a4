/** What SNS puts round a message, as far as it is looked at. Nothing in it is to be believed before `isAuthentic`. */
export type Envelope = {
  type: MessageType;
  messageId: string;
  topicArn: string;
  message: string;
  subject: string | undefined;
  /** ISO 8601, as it was signed. */
  timestamp: string;
  signatureVersion: '1' | '2';
  signature: string;
  signingCertUrl: string;
  /** Both only on confirmations. The URL is signed, but never asked for. */
  token: string | undefined;
  subscribeUrl: string | undefined;
};

const TYPES = ['Notification', 'SubscriptionConfirmation', 'UnsubscribeConfirmation'] as const;
export type MessageType = (typeof TYPES)[number];

/** Reads the body of a delivery; `undefined` for anything that SNS would not send. Headers are not looked at: they are not signed. */
export function parseEnvelope(body: string): Envelope | undefined {
  const raw = parseRecord(body);
  if (!raw) return undefined;
  const type = TYPES.find((known) => known === raw.Type);
  const signatureVersion = (['1', '2'] as const).find((known) => known === raw.SignatureVersion);
  const { MessageId, TopicArn, Message, Timestamp, Signature, SigningCertURL, Subject, Token, SubscribeURL } = raw;
  if (!type || !signatureVersion) return undefined;
  if (!areTexts(MessageId, TopicArn, Message, Timestamp, Signature, SigningCertURL)) return undefined;
  if (type !== 'Notification' && !areTexts(Token, SubscribeURL)) return undefined;
  return {
    type,
    signatureVersion,
    messageId: String(MessageId),
    topicArn: String(TopicArn),
    message: String(Message),
    timestamp: String(Timestamp),
    signature: String(Signature),
    signingCertUrl: String(SigningCertURL),
    subject: textOrNothing(Subject),
    token: textOrNothing(Token),
    subscribeUrl: textOrNothing(SubscribeURL),
  };
}

/**
 * What was signed: name and value of some members, each on a line of its own, in the order of their names.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message-verify-message-signature.html
 */
export function canonicalText(envelope: Envelope): string {
  const { type, message, messageId, subject, subscribeUrl, timestamp, token, topicArn } = envelope;
  const members: [string, string | undefined][] =
    type === 'Notification'
      ? [
          ['Message', message],
          ['MessageId', messageId],
          ['Subject', subject],
          ['Timestamp', timestamp],
          ['TopicArn', topicArn],
          ['Type', type],
        ]
      : [
          ['Message', message],
          ['MessageId', messageId],
          ['SubscribeURL', subscribeUrl],
          ['Timestamp', timestamp],
          ['Token', token],
          ['TopicArn', topicArn],
          ['Type', type],
        ];
  return members.map(([name, value]) => (value === undefined ? '' : `${name}\n${value}\n`)).join('');
}

function parseRecord(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

const areTexts = (...values: unknown[]): boolean => values.every((value) => typeof value === 'string' && value !== '');
const textOrNothing = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
