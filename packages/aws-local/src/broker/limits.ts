import { parseShadowTopic } from '../shadow/topics.ts';
import { basicIngest, filterFault, topicFault } from './topic.ts';

/** What AWS IoT takes from a device ("AWS IoT Core message broker and protocol limits and quotas", "Reserved topics"). */

export const MAX_PAYLOAD_BYTES = 128 * 1024;
export const MAX_FILTERS_PER_SUBSCRIBE = 8;
export const MAX_SUBSCRIPTIONS = 50;
const MAX_CLIENT_ID_BYTES = 128;

export function clientIdFault(clientId: string): string | undefined {
  if (Buffer.byteLength(clientId) > MAX_CLIENT_ID_BYTES)
    return `the client id is longer than ${MAX_CLIENT_ID_BYTES} bytes`;
  return clientId.startsWith('$') ? "the client id begins with '$'" : undefined;
}

/** Seconds: 0 and everything above the most count as the most, everything below the least as the least. */
export function effectiveKeepAlive(asked: number, { min, max }: { min: number; max: number }): number {
  return asked === 0 ? max : Math.min(Math.max(asked, min), max);
}

/** What is wrong with the topic of a device's message; AWS IoT ends the connection over it. */
export function publishFault(topic: string, retain: boolean): string | undefined {
  const fault = topicFault(topic);
  if (fault || !topic.startsWith('$')) return fault;
  if (retain) return 'messages on reserved topics are not retained';
  if (parseShadowTopic(topic) || basicIngest(topic)) return undefined;
  return 'aws-local takes no messages from devices on this reserved topic';
}

/** What is wrong with a subscription; it is answered with 0x80. */
export function subscribeFault(topic: string): string | undefined {
  const fault = filterFault(topic);
  if (fault || !topic.startsWith('$')) return fault;
  if (!topic.startsWith('$aws/'))
    return "of the topics that begin with '$' only those below $aws/ can be subscribed to";
  return topic.startsWith('$aws/rules') ? 'Basic Ingest has no subscribers' : undefined;
}
