import type { DeviceStatus, StatusReason, StatusSource } from '@thingdock/api';
import type { AgentInfo } from '@thingdock/device-protocol';

/** Where in the history of a shadow something was written. `timestamp` in seconds. */
export type Position = { version: number; timestamp: number };

/** What is known of a device. Times in milliseconds. */
export type DeviceState = {
  status: DeviceStatus;
  reason: StatusReason | null;
  since: number | null;
  source: StatusSource | null;
  /** Of the newest word on `connected`. */
  flagAt: Position | null;
  agent: AgentInfo | null;
  /** Of the newest word on the agent. */
  agentAt: Position | null;
  speaks: boolean;
  lastSeenAt: number | null;
};

/** What one message, or one look at a shadow, says. Members that are absent say nothing. */
export type Observation = {
  source: StatusSource;
  at: Position;
  flag?: { status: DeviceStatus; reason: StatusReason | null; since: number | null };
  agent?: AgentInfo;
  speaks: boolean;
  /** When the device was heard, if this comes from itself. */
  seenAt?: number;
};

/** `began`: the device said that it connected, be it for the first time or anew. */
export type Reduced = { state: DeviceState; began: boolean };

export const UNSEEN: DeviceState = {
  status: 'unknown',
  reason: 'never_seen',
  since: null,
  source: null,
  flagAt: null,
  agent: null,
  agentAt: null,
  speaks: false,
  lastSeenAt: null,
};

/**
 * Clocks of the shadow service's machines differ a little. Numbering starts anew only when a shadow was deleted for 48
 * hours (AWS IoT developer guide, device shadow service, "deleting a shadow"), so a minute tells the two apart.
 */
const CLOCK_SKEW_S = 60;

/**
 * Whether `next` was written after `known`. Within the life of one shadow the version decides. A lower version counts only
 * with a newer time, since then the shadow was deleted and made again; a higher one with an old time is from before that.
 */
export function isNewer(next: Position, known: Position | null): boolean {
  if (!known) return true;
  if (next.version > known.version) return next.timestamp >= known.timestamp - CLOCK_SKEW_S;
  return next.timestamp > known.timestamp + CLOCK_SKEW_S;
}

/**
 * Takes in an observation. Messages may be repeated, late and out of order: each fact is replaced only by one that was
 * written after it, so that every order of the same messages ends the same. Returns the same state when nothing is new.
 */
export function reduce(state: DeviceState, seen: Observation): Reduced {
  const flag = seen.flag && isNewer(seen.at, state.flagAt) ? seen.flag : undefined;
  const agent = seen.agent && isNewer(seen.at, state.agentAt) ? seen.agent : undefined;
  const lastSeenAt = later(state.lastSeenAt, seen.seenAt);
  const speaks = state.speaks || seen.speaks;
  if (!flag && !agent && lastSeenAt === state.lastSeenAt && speaks === state.speaks) return { state, began: false };
  return {
    state: {
      ...state,
      ...(flag ? { ...statusAfter(state, flag, seen.source), flagAt: seen.at } : {}),
      ...(agent ? { agent, agentAt: seen.at } : {}),
      speaks,
      lastSeenAt,
    },
    began: flag?.status === 'connected' && (seen.source === 'push' || state.status !== 'connected'),
  };
}

/** The thing has no shadow. What was known of the agent stays. */
export function withoutShadow(state: DeviceState): DeviceState {
  if (state.status === 'unknown') return state;
  return { ...state, status: 'unknown', reason: 'never_seen', since: null, source: 'sync' };
}

type Status = Pick<DeviceState, 'status' | 'reason' | 'since' | 'source'>;

/** A second: the precision with which a shadow says when something was written. */
const SHADOW_PRECISION_MS = 1_000;

function statusAfter(known: DeviceState, flag: NonNullable<Observation['flag']>, source: StatusSource): Status {
  const sameWord =
    source === 'sync' &&
    flag.status === known.status &&
    known.since !== null &&
    (flag.since ?? 0) <= known.since + SHADOW_PRECISION_MS;
  // A look at the shadow meets the word that a message brought before; the message knew the reason and the time better.
  return sameWord ? known : { ...flag, source };
}

function later(known: number | null, seen: number | undefined): number | null {
  if (seen === undefined) return known;
  return known === null ? seen : Math.max(known, seen);
}
