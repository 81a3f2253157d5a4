import type { StatusReason } from '@thingdock/api';
import { isObject, readPresence } from '@thingdock/device-protocol';
import type { ShadowDocument } from '../aws/index.ts';
import type { Observation } from './reduce.ts';

/** A message of the status rule. */
export type StatusPush = {
  thingName: string;
  /** `state.reported.enebular`, unparsed. */
  enebular: unknown;
  version: number;
  /** Seconds. */
  timestamp: number;
  clientToken: string | null;
  /** When AWS passed it on, in milliseconds. */
  receivedAt: number;
  /** Of the SNS message. */
  messageId?: string;
};

const NEVER_SEEN = { status: 'unknown', reason: 'never_seen', since: null } as const;

/** Reads a message: a partial document, holding only what was written with it. */
export function fromPush(push: StatusPush): Observation {
  const { connected, agent } = readPresence(push.enebular);
  const own = isOwnToken(push.thingName, push.clientToken);
  const observation: Observation = {
    source: 'push',
    at: { version: push.version, timestamp: push.timestamp },
    speaks: isObject(push.enebular),
    ...(push.messageId === undefined ? {} : { messageId: push.messageId }),
  };
  if (connected === true) observation.flag = { status: 'connected', reason: null, since: push.receivedAt };
  if (connected === false)
    observation.flag = { status: 'disconnected', reason: whyDisconnected(own, push), since: push.receivedAt };
  if (connected === undefined && removesFlag(push.enebular)) observation.flag = NEVER_SEEN;
  if (agent) observation.agent = agent;
  if (own) observation.seenAt = push.receivedAt;
  return observation;
}

/** Reads a whole shadow. It does not say who wrote `connected`, so the reason of a disconnection stays open. */
export function fromShadow(shadow: ShadowDocument, readAt: number): Observation {
  const reported = isObject(shadow.state.reported) ? shadow.state.reported : {};
  const { connected, agent } = readPresence(reported.enebular);
  const since = flagWrittenAt(shadow.metadata);
  const observation: Observation = {
    source: 'sync',
    at: { version: shadow.version, timestamp: shadow.timestamp ?? Math.floor(readAt / 1_000) },
    flag: NEVER_SEEN,
    speaks: isObject(reported.enebular),
  };
  if (connected === true) observation.flag = { status: 'connected', reason: null, since };
  if (connected === false) observation.flag = { status: 'disconnected', reason: 'reported_by_shadow', since };
  if (agent) observation.agent = agent;
  // A goodbye may as well be a last will, which says nothing of when the device was there.
  if (since !== null && connected === true) observation.seenAt = since;
  return observation;
}

/** Agents say goodbye with an update of their own; the will that speaks for a lost one carries no token. */
function whyDisconnected(own: boolean, { clientToken }: StatusPush): StatusReason {
  if (own) return 'clean_disconnect';
  return clientToken === null ? 'connection_lost' : 'reported_by_shadow';
}

/**
 * Whether an agent made the token: `<client id>-<n>`, of a client id longer than 48 characters the last 48 (AWS IoT device
 * SDK for JavaScript, thing/index.js). The client id is the thing name.
 */
export function isOwnToken(thingName: string, token: string | null): boolean {
  const prefix = `${thingName.slice(-48)}-`;
  if (!token?.startsWith(prefix)) return false;
  return /^\d+$/.test(token.slice(prefix.length));
}

/** Somebody deleted the flag: in a shadow update null deletes. */
function removesFlag(enebular: unknown): boolean {
  if (enebular === null) return true;
  if (!isObject(enebular) || !('awsiot' in enebular)) return false;
  return enebular.awsiot === null || (isObject(enebular.awsiot) && enebular.awsiot.connected === null);
}

/** `metadata.reported.enebular.awsiot.connected.timestamp`, in milliseconds. */
function flagWrittenAt(metadata: unknown): number | null {
  let here: unknown = metadata;
  for (const key of ['reported', 'enebular', 'awsiot', 'connected', 'timestamp'])
    here = isObject(here) ? here[key] : undefined;
  return typeof here === 'number' ? here * 1_000 : null;
}
