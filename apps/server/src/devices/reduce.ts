import type { StatusSource } from '@thingdock/api';
import type { AgentInfo } from '@thingdock/device-protocol';
import type { Shown } from './show.ts';

/** Where in the history of a shadow something was written. `timestamp` in seconds. */
export type Position = { version: number; timestamp: number };

/** A last will that is not believed yet. `since` and `until` in milliseconds. */
export type HeldWill = { since: number; at: Position; messageId: string | null; until: number };

/** The word of a device: what its shadow, and whatever else was heard of it, says. Times in milliseconds. */
export type DeviceState = Shown & {
  /** Where the newest word on `connected` was written, and the message that brought it. */
  flagAt: Position | null;
  messageId: string | null;
  held: HeldWill | null;
  agent: AgentInfo | null;
  /** Of the newest word on the agent. */
  agentAt: Position | null;
  speaks: boolean;
  /** When the device was heard last, by the clock of AWS. */
  lastSeenAt: number | null;
};

/** What one message, or one look at a shadow, says. Members that are absent say nothing. */
export type Observation = {
  source: StatusSource;
  at: Position;
  flag?: Omit<Shown, 'source'>;
  messageId?: string;
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
  messageId: null,
  held: null,
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
 * How long a last will is held back. After a quick reconnect it arrives late, yet with the higher version: whatever is heard of
 * the device meanwhile speaks against it. Brokers send it at once when a connection breaks, so few seconds are enough.
 */
export const HOLD_MS = 5_000;

/** Rules on different machines of AWS give times that differ a little; less than this proves no order. */
const SAME_TIME_MS = 2_000;

/**
 * Takes in an observation at `now` (milliseconds). Messages may be repeated, late and out of order: each fact is replaced only
 * by one that was written after it, so that every order of the same messages ends the same. Returns the same state when
 * nothing is new.
 */
export function reduce(state: DeviceState, seen: Observation, now: number): Reduced {
  const flagged = seen.flag ? takeFlag(state, { ...seen, flag: seen.flag }, now) : state;
  const agent = seen.agent && isNewer(seen.at, state.agentAt) ? seen.agent : undefined;
  const lastSeenAt = later(state.lastSeenAt, seen.seenAt);
  const speaks = state.speaks || seen.speaks;
  if (flagged === state && !agent && lastSeenAt === state.lastSeenAt && speaks === state.speaks)
    return { state, began: false };
  const next = believeLife({ ...flagged, ...(agent ? { agent, agentAt: seen.at } : {}), speaks, lastSeenAt }, state);
  const announced = flagged !== state && seen.flag?.status === 'connected' && seen.source === 'push';
  return { state: next, began: next.status === 'connected' && (announced || state.status !== 'connected') };
}

/** The device was heard at `at` (milliseconds, by AWS) on another way than its shadow, so it is online. */
export function heard(state: DeviceState, at: number, agent?: AgentInfo): Reduced {
  const lastSeenAt = later(state.lastSeenAt, at);
  if (lastSeenAt === state.lastSeenAt && !agent && state.speaks) return { state, began: false };
  const next = believeLife({ ...state, agent: agent ?? state.agent, lastSeenAt, speaks: true }, state);
  return { state: next, began: next.status === 'connected' && state.status !== 'connected' };
}

/** Believes a will whose time has come. */
export function release(state: DeviceState, now: number): DeviceState {
  const { held } = state;
  return held && held.until <= now ? lost(state, held) : state;
}

/** Forgets a will whose time has come, because it is known to be of an earlier connection. */
export function dismiss(state: DeviceState, now: number): DeviceState {
  const { held } = state;
  if (!held || held.until > now) return state;
  return { ...state, flagAt: held.at, messageId: held.messageId, held: null };
}

/** The thing has no shadow. What was known of the agent stays, and how far the history of its shadow is known. */
export function withoutShadow(state: DeviceState): DeviceState {
  if (state.status === 'unknown') return state;
  return {
    ...state,
    ...({ status: 'unknown', reason: 'never_seen', since: null, source: 'sync' } as const),
    ...{ flagAt: state.held?.at ?? state.flagAt, messageId: null, held: null },
  };
}

type Flagged = Observation & { flag: NonNullable<Observation['flag']> };

function takeFlag(state: DeviceState, seen: Flagged, now: number): DeviceState {
  const { flag, at, source, messageId = null } = seen;
  if (!isNewer(at, state.flagAt)) return state;
  if (isOutlived(flag, state)) return { ...state, flagAt: at, messageId };
  const { held } = state;
  if (held && !overtakes(seen, held)) {
    // Written before the will, so it is what the will is about; a goodbye before it is history.
    if (flag.status !== 'connected') return state;
    return { ...state, ...statusAfter(state, flag, source), flagAt: at, messageId };
  }
  const isWill = source === 'push' && flag.reason === 'connection_lost';
  if (isWill && state.status === 'connected' && flag.since !== null)
    return { ...state, held: { since: flag.since, at, messageId, until: now + HOLD_MS } };
  return { ...state, ...statusAfter(state, flag, source), flagAt: at, messageId, held: null };
}

/** Whether AWS itself said that the connection ended of which this word is: a goodbye that was lost leaves it in the shadow. */
const isOutlived = (flag: Flagged['flag'], { status, since, source }: DeviceState): boolean =>
  flag.status === 'connected' &&
  status === 'disconnected' &&
  source === 'presence' &&
  (flag.since ?? 0) <= (since ?? 0) + SAME_TIME_MS;

/** Whether a word settles what is held. A look at the shadow that finds the will's own word does not. */
const overtakes = ({ flag, at, source }: Flagged, held: HeldWill): boolean =>
  isNewer(at, held.at) && !(source === 'sync' && flag.status === 'disconnected');

/** Who was heard after it was said to be gone is there, and was all the time if it was `before`. */
function believeLife(state: DeviceState, before: DeviceState): DeviceState {
  const { held, lastSeenAt } = state;
  if (lastSeenAt === null) return state;
  if (held && lastSeenAt > held.since + SAME_TIME_MS)
    return { ...state, flagAt: held.at, messageId: held.messageId, held: null };
  if (state.status !== 'disconnected' || lastSeenAt <= (state.since ?? 0) + SAME_TIME_MS) return state;
  if (before.status !== 'connected')
    return { ...state, status: 'connected', reason: null, since: lastSeenAt, source: 'frame', messageId: null };
  const { status, reason, since, source } = before;
  return { ...state, status, reason, since, source };
}

const lost = (state: DeviceState, { since, at, messageId }: HeldWill): DeviceState => ({
  ...state,
  ...({ status: 'disconnected', reason: 'connection_lost', since, source: 'push' } as const),
  ...{ flagAt: at, messageId, held: null },
});

/** A second: the precision with which a shadow says when something was written. */
const SHADOW_PRECISION_MS = 1_000;
/** How much sooner AWS tells of a connection than the device, or its will, does. */
const PRESENCE_LEAD_MS = 10_000;

/** How much sooner than a device is heard on another way it may have said that it is there. */
const FRAME_LAG_MS = 5_000;

function statusAfter(known: DeviceState, flag: NonNullable<Observation['flag']>, source: StatusSource): Shown {
  const sameWord =
    flag.status === known.status && known.since !== null && (flag.since ?? 0) <= known.since + slackOf(known, source);
  // What is known already had the reason and the time from nearer by, or says it of a later connection.
  const { status, reason, since } = sameWord ? known : flag;
  return { status, reason, since, source: sameWord ? known.source : source };
}

/** How much later than what is known a word may say that it is so, and still say the same. */
function slackOf(known: DeviceState, source: StatusSource): number {
  if (source === 'sync') return SHADOW_PRECISION_MS;
  if (known.source === 'presence') return PRESENCE_LEAD_MS;
  return known.source === 'frame' ? -FRAME_LAG_MS : Number.NEGATIVE_INFINITY;
}

function later(known: number | null, seen: number | undefined): number | null {
  if (seen === undefined) return known;
  return known === null ? seen : Math.max(known, seen);
}
