import type { TargetState } from '@thingdock/api';
import type { FlowDeployState } from '@thingdock/device-protocol';
import type { DeviceSnapshot } from '../devices/index.ts';
import { isFinal, mayBecome } from './transition.ts';

/** One device of an action. Times in milliseconds. */
export type Target = {
  state: TargetState;
  message: string | null;
  requestedAt: number;
  /** Since when the device could have reported: when the order went out, when it came back, or its last report. */
  awaitedSince: number;
  /** Whether the device ever said anything about it. */
  reported: boolean;
  deadlineAt: number | null;
};

export type TargetReport = { state: FlowDeployState; message?: string };

/** A connected device that reports nothing for so long has timed out. */
export const SILENCE_MS = 15 * 60_000;
/** An offline device has so long to come back. */
export const ABSENCE_MS = 7 * 24 * 3_600_000;

const STATE_OF: Readonly<Partial<Record<FlowDeployState, TargetState>>> = {
  deployPending: 'pending',
  deploying: 'deploying',
  deployed: 'deployed',
  deployFail: 'failed',
};

/** A target as it starts: an order to a device that is there, or one that waits for it. */
export function newTarget(device: DeviceSnapshot | undefined, now: number): Target {
  const start: Target = {
    state: 'requested',
    message: null,
    requestedAt: now,
    awaitedSince: now,
    reported: false,
    deadlineAt: now + SILENCE_MS,
  };
  return device?.status === 'connected' ? start : waiting(start, device ?? NOT_SEEN);
}

/**
 * What a report of the device makes of a target; the same target when it ended otherwise. Reports that came late were sorted
 * out before, by the time at which AWS got them: the clocks of devices jump.
 */
export function afterReport(target: Target, report: TargetReport, now: number): Target {
  const state = STATE_OF[report.state];
  if (!state || (state === target.state ? isFinal(state) : !mayBecome(target.state, state))) return target;
  const deadlineAt = isFinal(state) ? null : now + SILENCE_MS;
  return { ...target, state, message: report.message ?? null, awaitedSince: now, reported: true, deadlineAt };
}

/** The device connected: what waited for it, or was interrupted, gets its time again. */
export function afterConnect(target: Target, now: number): Target {
  if (isFinal(target.state)) return target;
  const state = target.state === 'pending' && !target.reported ? 'requested' : target.state;
  return { ...target, state, message: null, awaitedSince: now, deadlineAt: now + SILENCE_MS };
}

/** What time makes of a target: silence and absence end it; a device that went away is waited for. */
export function afterTime(target: Target, device: DeviceSnapshot | undefined, now: number): Target {
  if (isFinal(target.state)) return target;
  if (device?.status !== 'connected') {
    const absent = now >= target.requestedAt + ABSENCE_MS;
    if (absent) return timedOut(target, 'The device did not come back within 7 days. The order was withdrawn.');
    return waiting(target, device ?? NOT_SEEN);
  }
  const deadlineAt = Math.max(target.awaitedSince, device.since ?? 0) + SILENCE_MS;
  if (now >= deadlineAt) return timedOut(target, 'The device is connected, but reported nothing for 15 minutes.');
  return deadlineAt === target.deadlineAt ? target : { ...target, message: null, deadlineAt };
}

/** A newer deployment to the same device takes over. */
export function overridden(target: Target, by: string): Target {
  return { ...target, state: 'overridden', message: by, deadlineAt: null };
}

function timedOut(target: Target, message: string): Target {
  return { ...target, state: 'timed_out', message, deadlineAt: null };
}

function waiting(target: Target, device: Pick<DeviceSnapshot, 'status' | 'since'>): Target {
  const until = target.requestedAt + ABSENCE_MS;
  const where =
    device.status === 'disconnected' && device.since !== null
      ? `The device is offline since ${iso(device.since)}`
      : 'The device has not been seen online';
  const message = `${where}; waiting for it until ${iso(until)}.`;
  if (target.message === message && target.deadlineAt === until) return target;
  const state = target.state === 'requested' ? 'pending' : target.state;
  return { ...target, state, message, deadlineAt: until };
}

const NOT_SEEN = { status: 'unknown', since: null } as const;
const iso = (ms: number): string => new Date(ms).toISOString();
