import type { SlotFacts } from './slot.ts';

/** Why a device that is online, by its last word, is not believed. */
export type Silence = 'registered_elsewhere' | 'not_answering';

export type SilenceFacts = Pick<
  SlotFacts,
  'now' | 'connected' | 'since' | 'heardAt' | 'askedAt' | 'attempts' | 'answers'
>;

/** `lookAgainAt`: when a device that was asked would be silent for too long; `null`: it is not waited for. */
export type SilenceDecision = { silence: Silence | null; lookAgainAt: number | null };

/** How long a connected device may owe an answer. It is asked several times meanwhile. */
export const SILENT_MS = 120_000;
/** A registration is tried this often before it counts as ignored. */
const REGISTRATIONS = 3;

/**
 * Whether a device that says that it is connected owes us an answer for so long that its word counts no more. One that never
 * answered belongs to somebody else; one that did may have stopped in a way that was lost. Nothing is ever held against a
 * device that was not asked.
 */
export function decideSilence(facts: SilenceFacts): SilenceDecision {
  const { now, connected, since, heardAt, askedAt, attempts, answers } = facts;
  const stranger = heardAt === null;
  if (!connected || askedAt === null || !(stranger || answers)) return { silence: null, lookAgainAt: null };
  // What was written while it was away it could not answer.
  const silentAt = Math.max(askedAt, since ?? askedAt) + SILENT_MS;
  if (now < silentAt) return { silence: null, lookAgainAt: silentAt };
  if (!stranger) return { silence: 'not_answering', lookAgainAt: null };
  return { silence: attempts >= REGISTRATIONS ? 'registered_elsewhere' : null, lookAgainAt: null };
}
