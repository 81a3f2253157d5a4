import type { TargetState } from '@thingdock/api';
import type { DeviceSnapshot } from '../devices/index.ts';
import { durationText } from './duration.ts';
import { retryAfterMs, retryHelps } from './retry.ts';
import type { Waiting } from './tables.ts';
import { isFinal, mayBecome } from './transition.ts';

/** One device of an action. Times in milliseconds. */
export type Target = {
  state: TargetState;
  message: string | null;
  waitsFor: Waiting | null;
  /** How often the device was told; 0: not yet. */
  attempt: number;
  /** When it was asked for; from the first order on, when that went out. */
  requestedAt: number;
  /** Since when the device could have reported: when the order went out, when it came back, or its last report. */
  awaitedSince: number;
  /** Whether the device ever said anything about it. */
  reported: boolean;
  /** When it ends by itself. */
  deadlineAt: number | null;
  /** When it is time to look at it. */
  dueAt: number | null;
};

/** What a device says of its progress, whatever the kind of the action. */
export type Progress = { state: 'pending' | 'deploying' | 'deployed' | 'failed'; message?: string | undefined };

export type TargetLimits = {
  /** A connected device that reports nothing for so long has timed out. */
  silenceMs: number;
  /** An offline device has so long to come back. */
  absenceMs: number;
  /** Attempts after the first. */
  retries: number;
};

export const SILENCE_MS = 15 * 60_000;
export const ABSENCE_MS = 7 * 24 * 3_600_000;
export const USUAL_LIMITS: TargetLimits = { silenceMs: SILENCE_MS, absenceMs: ABSENCE_MS, retries: 1 };

/** The news that a device went away may get lost; this finds it. */
const LOOK_MS = 60_000;

type Device = Pick<DeviceSnapshot, 'status' | 'since'> & Partial<Pick<DeviceSnapshot, 'silence'>>;

/** A target as it is made: nothing was said to its device. */
export function newTarget(scheduled: boolean, now: number): Target {
  return {
    state: scheduled ? 'scheduled' : 'pending',
    message: null,
    waitsFor: 'start',
    attempt: 0,
    requestedAt: now,
    awaitedSince: now,
    reported: false,
    deadlineAt: null,
    dueAt: null,
  };
}

/** The order goes out: to a device that is there, or to one that it waits for. */
export function begin(target: Target, device: Device | undefined, limits: TargetLimits, now: number): Target {
  const told: Target = {
    ...target,
    state: 'requested',
    message: null,
    waitsFor: null,
    attempt: target.attempt + 1,
    requestedAt: target.attempt === 0 ? now : target.requestedAt,
    awaitedSince: now,
    reported: false,
    ...deadline(now + limits.silenceMs, now),
  };
  return device?.status === 'connected' ? told : waiting(told, device, limits);
}

/** Another order to the same device has to end first. */
export function held(target: Target, message: string, now: number): Target {
  return { ...target, state: 'pending', waitsFor: 'earlier_action', message, dueAt: now + LOOK_MS };
}

/**
 * What the word of a device makes of a target; the same target when it ended otherwise. Reports that came late were sorted
 * out before, by the time at which AWS got them: the clocks of devices jump.
 */
export function afterReport(target: Target, { state, message }: Progress, limits: TargetLimits, now: number): Target {
  if (target.state === 'cancelled') return state === 'deployed' ? { ...target, message: DONE_BEFORE_CANCEL } : target;
  if (state === target.state ? isFinal(state) : !mayBecome(target.state, state)) return target;
  const said = message ?? null;
  const again = state === 'failed' && target.state !== 'timed_out' && target.attempt <= limits.retries;
  if (again && retryHelps(said)) return retryLater(target, said ?? '', now);
  const times = isFinal(state) ? NO_DEADLINE : deadline(now + limits.silenceMs, now);
  return { ...target, state, message: said, waitsFor: null, awaitedSince: now, reported: true, ...times };
}

/** The device connected: what waited for it, or was interrupted, gets its time again. */
export function afterConnect(target: Target, limits: TargetLimits, now: number): Target {
  if (isFinal(target.state) || !isTold(target)) return target;
  const state = target.state === 'pending' && !target.reported ? 'requested' : target.state;
  const times = deadline(now + limits.silenceMs, now);
  return { ...target, state, message: null, waitsFor: null, awaitedSince: now, ...times };
}

/** What time makes of a target: silence and absence end it; a device that went away is waited for. */
export function afterTime(target: Target, device: Device | undefined, limits: TargetLimits, now: number): Target {
  if (isFinal(target.state) || !isTold(target)) return target;
  if (device?.status !== 'connected') {
    if (now < target.requestedAt + limits.absenceMs) return waiting(target, device, limits);
    const message = `The device did not come back within ${durationText(limits.absenceMs)}. The order was withdrawn.`;
    return ended(target, 'timed_out', message);
  }
  const deadlineAt = Math.max(target.awaitedSince, device.since ?? 0) + limits.silenceMs;
  if (now < deadlineAt) {
    if (deadlineAt === target.deadlineAt && (target.dueAt ?? 0) > now) return target;
    const state = target.waitsFor === 'offline' && !target.reported ? 'requested' : target.state;
    return { ...target, state, message: whySilent(device), waitsFor: null, ...deadline(deadlineAt, now) };
  }
  const silence = durationText(limits.silenceMs);
  const why = whySilent(device);
  if (why) return ended(target, 'timed_out', `${why} It reported nothing for ${silence}.`);
  return ended(target, 'timed_out', `The device is connected, but reported nothing for ${silence}.`);
}

/** Why a device that is online by its word says nothing. */
const whySilent = ({ silence }: Device): string | null => (silence ? SILENT[silence] : null);

const SILENT: Readonly<Record<NonNullable<DeviceSnapshot['silence']>, string>> = {
  registered_elsewhere:
    'The device is online, but does not answer: it is registered with another installation. Remove its registration there or on the device.',
  not_answering: 'The device is online by its last word, but does not answer. It may have stopped without saying so.',
};

/** An end that does not come from the device. */
export function ended(
  target: Target,
  state: 'timed_out' | 'overridden' | 'cancelled' | 'failed' | 'deployed',
  message: string | null,
): Target {
  return { ...target, state, message, waitsFor: null, ...NO_DEADLINE };
}

/** Whether its device has the order, or is to find it when it comes back. */
export const isTold = ({ attempt, waitsFor }: Pick<Target, 'attempt' | 'waitsFor'>): boolean =>
  attempt > 0 && waitsFor !== 'retry' && waitsFor !== 'start' && waitsFor !== 'earlier_action';

function retryLater(target: Target, said: string, now: number): Target {
  const dueAt = now + retryAfterMs(target.attempt);
  const message = `${said} It is tried again at ${iso(dueAt)}.`;
  return { ...target, state: 'pending', waitsFor: 'retry', message, reported: false, deadlineAt: null, dueAt };
}

function waiting(target: Target, device: Device | undefined, limits: TargetLimits): Target {
  const until = target.requestedAt + limits.absenceMs;
  const where =
    device?.status === 'disconnected' && device.since !== null
      ? `The device is offline since ${iso(device.since)}`
      : 'The device has not been seen online';
  const message = `${where}; waiting for it until ${iso(until)}.`;
  if (target.message === message && target.deadlineAt === until && target.dueAt === until) return target;
  const state = target.state === 'requested' ? 'pending' : target.state;
  return { ...target, state, message, waitsFor: 'offline', deadlineAt: until, dueAt: until };
}

const DONE_BEFORE_CANCEL =
  'The device had done it before it heard of the cancellation. It is told to go back to what it had.';
const NO_DEADLINE = { deadlineAt: null, dueAt: null };
const deadline = (at: number, now: number) => ({ deadlineAt: at, dueAt: Math.min(at, now + LOOK_MS) });
const iso = (ms: number): string => new Date(ms).toISOString();
