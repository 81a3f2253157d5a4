import type { DeviceStatus, StatusReason, StatusSource } from '@thingdock/api';

/** Why a device that is online by its word is not believed. */
export type Silence = 'registered_elsewhere' | 'not_answering';

/** What stands between the word of a device and what is shown of it. Times in milliseconds, with when each became so. */
export type Gates = {
  licensed: boolean;
  monitored: boolean;
  silence: Silence | null;
  goneAt: number | null;
};

/** A status with its reason, since when (milliseconds) it is so, and what it was learnt from. */
export type Shown = {
  status: DeviceStatus;
  reason: StatusReason | null;
  since: number | null;
  source: StatusSource | null;
};

/**
 * What is shown of a device. The strongest gate wins: a thing that is gone, a missing licence, monitoring that is off, then a
 * device that is online by its word and does not answer. Behind a gate the status is unknown, never disconnected. `known`:
 * what was shown until `now`, so that a gate which stays shut keeps its time.
 */
export function show(word: Shown, gates: Gates, known: Shown, now: number): Shown {
  const gate = gateOf(word, gates);
  if (!gate) return word;
  if (known.status === 'unknown' && known.reason === gate.reason) return known;
  return { status: 'unknown', since: gates.goneAt ?? now, ...gate };
}

type Gate = { reason: StatusReason; source: StatusSource };

function gateOf(word: Shown, { licensed, monitored, silence, goneAt }: Gates): Gate | undefined {
  if (goneAt !== null) return { reason: 'gone', source: 'inventory' };
  // Nothing is kept from anybody about a thing that never said a word.
  if (!licensed) return word.reason === 'never_seen' ? undefined : { reason: 'not_registered', source: 'licence' };
  if (!monitored) return { reason: 'monitoring_off', source: 'monitoring' };
  if (silence && word.status === 'connected') return { reason: silence, source: 'silence' };
  return undefined;
}
