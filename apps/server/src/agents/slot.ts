import { backoffMs } from './backoff.ts';
import { decideTrigger, type TriggerFacts } from './trigger.ts';

/**
 * The messages that we write into the shadow's one slot: the answer to an auth request, a registration, the word to
 * authenticate anew, the order to fetch, and where there is no role the order that says where the flow lies.
 */
export type SlotKind = 'auth' | 'register' | 'trigger' | 'refresh' | 'deploy';

/** All that decides what the slot should hold next. Times in milliseconds. */
export type SlotFacts = TriggerFacts & {
  /** An agent was seen in its shadow, or somebody deployed to it; any other thing is left alone. */
  eligible: boolean;
  /** Newest proof that it is registered with us; `heardHere`: under the connection as it is now. */
  heardAt: number | null;
  heardHere: boolean;
  /** Revision of the desired tree, and the one that the device was given last. */
  desiredUid: number | null;
  fetchedUid: number | null;
  fetchedAt: number | null;
  slot: {
    kind: SlotKind;
    at: number /** Of the desired tree when it was written. */;
    uid: number | null;
    settled: boolean;
  } | null;
  /** Messages written since the device was last heard, and when the first of them asked it for a sign of life. */
  attempts: number;
  askedAt: number | null;
  /** Whether its agent answers by control messages at all. */
  answers: boolean;
};

export type SlotDecision = { write: Exclude<SlotKind, 'deploy'> } | { lookAgainAt: number | null };

/** How long a device may take to act on a message; agents wait this long for the answer to an auth request. */
export const HOLD_MS = 10_000;
/** Two writes of the same kind keep this distance, whatever the clocks say. */
export const SPACING_MS = 3_000;
/** AWS's clock (which says when a device connected) and ours may differ by this much. */
const CLOCK_SKEW_MS = 3_000;

const nothing: SlotDecision = { lookAgainAt: null };

/**
 * What to write into the slot now, or when to look again. An auth answer comes first, because the device waits for it; then
 * a token gets its time; then a device that was never heard is registered; then one whose token does not fit its licence is
 * told to authenticate; then one that has not fetched the newest desired tree is told to. Whatever a higher message displaced
 * is thus written again as soon as it may.
 */
export function decideSlot(facts: SlotFacts): SlotDecision {
  const auth = decideAuth(facts);
  if (auth) return auth;
  if (facts.heardAt === null) return register(facts);
  const trigger = decideTrigger(facts);
  if ('write' in trigger) return trigger;
  return sooner(fetch(facts), trigger.lookAgainAt);
}

/** The sooner one of a decision and another time to look. */
export function sooner(decision: SlotDecision, at: number | null): SlotDecision {
  if ('write' in decision || at === null) return decision;
  return { lookAgainAt: decision.lookAgainAt === null ? at : Math.min(decision.lookAgainAt, at) };
}

/** What comes before everything else. */
export function decideAuth({ now, connected, authDeadline, slot }: SlotFacts): SlotDecision | undefined {
  if (authDeadline !== null && now < authDeadline)
    // The request overtakes the news that the device is online; that news leads here again.
    return connected ? { write: 'auth' } : { lookAgainAt: authDeadline };
  if (slot?.kind === 'auth')
    // Tokens must not rest in a shadow.
    return slot.settled || now >= slot.at + HOLD_MS ? { write: 'refresh' } : { lookAgainAt: slot.at + HOLD_MS };
  return undefined;
}

function register(facts: SlotFacts): SlotDecision {
  if (!facts.connected || !facts.eligible) return nothing;
  return facts.slot?.kind === 'register' ? again('register', facts) : { write: 'register' };
}

function fetch(facts: SlotFacts): SlotDecision {
  const { slot, now, connected } = facts;
  // An order would take the place of the word to authenticate before the device has seen it.
  const held = connected && slot?.kind === 'trigger' && now < slot.at + SPACING_MS;
  if (needsFetch(facts)) return held ? { lookAgainAt: slot.at + SPACING_MS } : refresh(facts);
  return connected && isUnanswered(facts) ? again(otherWay(facts), facts) : nothing;
}

/** The device was asked for a sign of life and has given none: one message that was lost shall not make it look silent. */
const isUnanswered = ({ askedAt, answers }: SlotFacts): boolean => answers && askedAt !== null;

function needsFetch({ connected, since, desiredUid, fetchedUid, fetchedAt, heardHere }: SlotFacts): boolean {
  if (desiredUid !== null && (fetchedUid ?? 0) < desiredUid) return true;
  // Known from an earlier connection: a registered agent ignores `register`, so this asks for a sign of life.
  if (connected && !heardHere) return true;
  // What was sent while the device was away is lost, and a mere reconnect makes agents fetch nothing.
  const cameBack = connected && since !== null && (fetchedAt ?? 0) < since - CLOCK_SKEW_MS;
  return desiredUid !== null && cameBack;
}

function refresh(facts: SlotFacts): SlotDecision {
  const { connected, slot, desiredUid, attempts, heardHere } = facts;
  const told = slot !== null && (slot.uid ?? 0) >= (desiredUid ?? 0);
  const asked = heardHere || attempts > 0;
  if (!told || !asked) return { write: 'refresh' };
  if (!connected) return slot.kind === 'refresh' ? nothing : { write: 'refresh' };
  return again(otherWay(facts), facts);
}

/** A device that stays silent may have lost its registration: it is asked both ways in turn. */
const otherWay = ({ slot, attempts }: SlotFacts) => (slot?.kind === 'refresh' && attempts > 1 ? 'register' : 'refresh');

/** Repeats after the back-off, or at once when the device came back since. */
function again(kind: 'register' | 'refresh', { now, since, slot, attempts }: SlotFacts): SlotDecision {
  if (!slot) return { write: kind };
  const cameBack = since !== null && since > slot.at;
  const dueAt = slot.at + (cameBack ? SPACING_MS : backoffMs(attempts));
  return now >= dueAt ? { write: kind } : { lookAgainAt: dueAt };
}
