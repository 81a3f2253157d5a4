import { Fault } from '@thingdock/api';
import type { Connections, WebhookTarget } from '../connections/index.ts';
import { isAuthentic, isFresh } from './authentic.ts';
import type { Certificates } from './certificates.ts';
import { type Envelope, parseEnvelope } from './envelope.ts';
import { type TakeDeps, take } from './take.ts';

export type ReceiveDeps = TakeDeps & {
  connections: Pick<Connections, 'webhook' | 'confirm' | 'unsubscribed' | 'probeName' | 'probeArrived'>;
  certificates: Certificates;
  /** The URL of a message's signing certificate, if it is one that SNS in the topic's region may name. */
  certificateUrl(text: string, topicArn: string): URL | undefined;
};

/** One delivery of SNS. `raw`: it came without SNS's envelope, and so without a signature. */
export type Delivery = { secret: string; body: string; raw: boolean };

/**
 * Takes a delivery in. Resolves when SNS may forget it. Throws `message_refused` (403) for what SNS cannot have sent us, and
 * anything else (5xx) for what should come again.
 */
export async function receive(deps: ReceiveDeps, { secret, body, raw }: Delivery): Promise<void> {
  const { counters, connections } = deps;
  counters.add('inbox.received');
  const target = await connections.webhook(secret);
  if (!target) {
    counters.add('inbox.refused.unknown_webhook');
    throw new Fault('not_found', { details: { what: 'webhook' } });
  }
  if (raw) throw refuse(deps, target, 'raw_delivery', 'raw delivery has no signature');
  const envelope = parseEnvelope(body);
  if (!envelope) throw refuse(deps, target, 'malformed', 'it is no message of AWS SNS');
  const kind = target.topics[envelope.topicArn];
  if (!kind) throw refuse(deps, target, 'foreign_topic', 'its topic is not one of this connection');
  await authenticate(deps, target, envelope);

  if (envelope.type === 'SubscriptionConfirmation') return confirm(deps, target, envelope);
  if (envelope.type === 'UnsubscribeConfirmation') return unsubscribed(deps, target, envelope);
  const { connection, state } = target;
  const { messageId, message } = envelope;
  return take(deps, { connection, active: state === 'active', kind, messageId, message });
}

async function authenticate(deps: ReceiveDeps, target: WebhookTarget, envelope: Envelope): Promise<void> {
  const url = deps.certificateUrl(envelope.signingCertUrl, envelope.topicArn);
  if (!url) throw refuse(deps, target, 'certificate_url', 'its certificate is not at AWS SNS');
  const key = await deps.certificates.key(url).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Fault('aws_unavailable', { details: { action: 'for its signing certificate', reason }, cause: error });
  });
  if (!key || !isAuthentic(envelope, key)) throw refuse(deps, target, 'signature', 'its signature is wrong');
  if (!isFresh(envelope.timestamp, deps.clock.now()))
    throw refuse(deps, target, 'stale', 'its time is too far from now');
}

function refuse({ counters, log }: ReceiveDeps, { connection }: WebhookTarget, code: string, reason: string): Fault {
  counters.add(`inbox.refused.${code}`);
  log.warn({ event: 'inbox.refused', connectionId: connection.id, reason: code }, 'a delivery was refused');
  return new Fault('message_refused', { details: { reason } });
}

/** By our own client: whoever could make us ask for the URL in the message could make us ask for any. */
async function confirm({ connections, counters }: ReceiveDeps, target: WebhookTarget, envelope: Envelope) {
  const confirmed = await connections.confirm(target, envelope.topicArn, envelope.token ?? '');
  counters.add(confirmed ? 'inbox.confirmed' : 'inbox.not_confirmed');
}

async function unsubscribed({ connections, counters, log }: ReceiveDeps, target: WebhookTarget, envelope: Envelope) {
  counters.add('inbox.unsubscribed');
  const fields = { connectionId: target.connection.id, topicArn: envelope.topicArn };
  log.warn({ event: 'inbox.unsubscribed', ...fields }, 'a subscription to a topic was ended');
  await connections.unsubscribed(target, envelope.topicArn);
}
