import { backoffMs } from '../backoff.ts';

/** An order in the shadow, with the address of the flow. Times in milliseconds. */
export type Order = {
  since: number;
  /** When it was written last; `null`: not yet. */
  at: number | null;
  /** When the device was first seen to have acknowledged it. */
  takenAt: number | null;
  /** When the flow was first downloaded. */
  fetchedAt: number | null;
};

export type OrderFacts = {
  now: number;
  /** Going by the shadow, just now. */
  connected: boolean;
  order: Order;
  /** How often it was written. */
  attempts: number;
};

export type OrderDecision =
  | { write: 'deploy' }
  | { end: 'deployed' | 'refused' | 'given_up' }
  | { lookAgainAt: number };

/** An address in an order is good for ten minutes; a device that comes back must find a fresh one. */
const LONGEST_BACKOFF_MS = 9 * 60_000;
/** Nothing tells when an absent device comes back, except a look at its shadow. */
const ABSENT_MS = 10 * 60_000;
/** Agents do not repeat an acknowledgement that got lost. */
const LOST_WORD_MS = 30_000;
/** Agents download at once; one that has not by now does not know this kind of order. */
const REFUSED_MS = 120_000;
/** As long as a deployment waits for its device. */
const LONGEST_MS = 7 * 24 * 3_600_000;

/**
 * What to do about an order whose device can report nothing. Who downloads the flow and acknowledges the order runs it, as
 * far as can be known. Agents acknowledge every message, also one that they do not understand.
 */
export function decideOrder({ now, connected, order, attempts }: OrderFacts): OrderDecision {
  const { since, at, takenAt, fetchedAt } = order;
  if (fetchedAt !== null) {
    const endsAt = takenAt ?? fetchedAt + LOST_WORD_MS;
    return now >= endsAt ? { end: 'deployed' } : { lookAgainAt: endsAt };
  }
  if (takenAt !== null) return now >= takenAt + REFUSED_MS ? { end: 'refused' } : { lookAgainAt: takenAt + REFUSED_MS };
  if (now >= since + LONGEST_MS) return { end: 'given_up' };
  if (!connected) return { lookAgainAt: now + ABSENT_MS };
  if (at === null) return { write: 'deploy' };
  const dueAt = at + Math.min(backoffMs(attempts), LONGEST_BACKOFF_MS);
  return now >= dueAt ? { write: 'deploy' } : { lookAgainAt: dueAt };
}
