import { backoffMs } from './backoff.ts';

/** All that decides whether a device is to authenticate anew. Times in milliseconds. */
export type TriggerFacts = {
  now: number;
  /** Whether the device is online, and since when it is what it is. */
  connected: boolean;
  since: number | null;
  /** The licence that covers it; `null`: none does. */
  licence: string | null;
  /** What it was answered last: for which licence it has a token, and until when that lives. `null`: nothing yet. */
  told: { licence: string | null; until: number } | null;
  /** Until when it waited for the answer to its auth request; `null`: none is unanswered. */
  authDeadline: number | null;
  /** When it was last asked to authenticate since then, and how often. */
  triggered: { at: number; times: number } | null;
  slot: { kind: string; at: number } | null;
};

export type TriggerDecision = { write: 'trigger' } | { lookAgainAt: number | null };

/** Tokens are renewed this long before they end. Agents have no timer of their own and do not react to a 401. */
export const RENEW_BEFORE_MS = 2 * 3_600_000;
/** A device that connects or was just registered authenticates by itself. */
const OWN_ACCORD_MS = 15_000;
/** Two of these keep this distance when the device came back meanwhile. */
const SPACING_MS = 3_000;

/**
 * Whether to tell a device to authenticate: because its request was not answered in time, because its token is of a licence that it no longer has, because it has one now
 * and no token, or because its token ends soon. Repeated after a while that grows until it is answered.
 */
export function decideTrigger(facts: TriggerFacts): TriggerDecision {
  const { now, connected, since, triggered } = facts;
  const dueAt = wantedAt(facts);
  if (dueAt === null || !connected) return { lookAgainAt: null };
  if (now < dueAt) return { lookAgainAt: dueAt };
  if (!triggered) return { write: 'trigger' };
  const cameBack = since !== null && since > triggered.at;
  const againAt = triggered.at + (cameBack ? SPACING_MS : backoffMs(triggered.times));
  return now >= againAt ? { write: 'trigger' } : { lookAgainAt: againAt };
}

/** From when on the device should authenticate; `null`: it need not. */
function wantedAt({ authDeadline, licence, told, since, slot }: TriggerFacts): number | null {
  // Whoever asks has no token, whatever it was told before. Left to itself it asks again after pauses of up to hours.
  if (authDeadline !== null) return authDeadline;
  if (told && told.licence !== licence) return 0;
  if (licence === null) return null;
  if (told) return told.until - RENEW_BEFORE_MS;
  const registeredAt = slot?.kind === 'register' ? slot.at : 0;
  return Math.max(since ?? 0, registeredAt) + OWN_ACCORD_MS;
}
