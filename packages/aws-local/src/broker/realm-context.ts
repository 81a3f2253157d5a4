import type { Clock, Ids } from '@thingdock/effects';
import type { PolicyOf } from '../device-policy/device-policies.ts';
import type { Counters, Logger } from '../stand-in.ts';
import type { Message, Realm } from './message.ts';
import type { Presence } from './presence.ts';
import type { Retained } from './retained.ts';
import type { Sessions } from './sessions.ts';

/** What the handlers of packets work on: one realm's sessions and the ways out of it. */
export type RealmContext = {
  realm: Realm;
  clock: Clock;
  ids: Ids;
  log: Logger;
  counters: Counters;
  policyOf: PolicyOf;
  /** Bounds of the keep-alive in seconds. */
  keepAlive: { min: number; max: number };
  sessions: Sessions;
  presence: Presence;
  retained: Retained;
  /** To the subscribers, then to all who listen to the broker. */
  publish(message: Message): void;
  /** Publishes a lifecycle event, if there is one. */
  announce(event: Message | undefined): void;
  /** Notes that a request with QoS 2 goes unanswered. */
  ignoreQos2(clientId: string, topic: string): void;
  /** Now and then deletes what is kept of clients that have been away for too long. */
  forgetExpired(): void;
};
