import { type DeviceState, HOLD_MS } from '../reduce.ts';
import type { PresenceEvent } from './witness.ts';

/** Clocks of AWS's parts differ a little; less than this proves no order. */
const SAME_TIME_MS = 2_000;

/**
 * What AWS's newest word makes of the word of a device. It is the broker's own, so it settles what the shadow leaves open: a
 * will of a connection before this one, a goodbye that was lost. Of a thing whose agent never spoke it says nothing.
 */
export function believe(state: DeviceState, event: PresenceEvent): DeviceState {
  if (!state.speaks) return state;
  return event.connected ? believeArrival(state, event) : believeEnd(state, event);
}

function believeArrival(state: DeviceState, { at }: PresenceEvent): DeviceState {
  const seen = { ...state, lastSeenAt: Math.max(state.lastSeenAt ?? 0, at) };
  const { held } = state;
  // News of an arrival may be late itself: a will long after it is of this very connection.
  const isOwn = (since: number) => since > at + HOLD_MS;
  if (held) return isOwn(held.since) ? seen : { ...seen, held: null, flagAt: held.at, messageId: held.messageId };
  if (state.status === 'connected') return seen;
  // A goodbye after the arrival; the news of it is on its way here too.
  const saidGoodbye = state.reason === 'clean_disconnect' && (state.since ?? 0) > at + SAME_TIME_MS;
  return saidGoodbye || isOwn(state.since ?? 0)
    ? seen
    : { ...seen, status: 'connected', reason: null, since: at, source: 'presence', messageId: null };
}

function believeEnd(state: DeviceState, { at, end }: PresenceEvent): DeviceState {
  // Whoever took its place is told of by an event of its own.
  if (end === 'ousted') return state;
  const { held } = state;
  const since = state.since ?? 0;
  // It said since that it connected; the news of that connection is on its way here too.
  if (!held && state.status === 'connected' && since > at + SAME_TIME_MS) return state;
  // That it was there in between is not known here, or not yet.
  if (state.status === 'disconnected' && at <= since + SAME_TIME_MS) return state;
  const reason = end === 'clean' ? 'clean_disconnect' : 'connection_lost';
  return {
    ...state,
    ...({ status: 'disconnected', reason, since: at, source: 'presence' } as const),
    ...{ flagAt: held?.at ?? state.flagAt, messageId: held?.messageId ?? null, held: null },
  };
}
