import type { Clock } from '@thingdock/effects';
import { createBell } from '../platform/bell.ts';
import { reasonOf } from '../platform/errors.ts';
import type { Log } from '../platform/log.ts';
import { createLogCache } from './cache.ts';
import type { Destination, SendLog } from './send.ts';

/** Sends the agent's log, and with it Node-RED's, to the control plane. */
export type Logs = {
  /** Takes a line of the log. */
  take(line: string): void;
  /** Something is going on that somebody may be watching: sends oftener for a while. */
  hurry(): void;
  run(signal: AbortSignal): Promise<void>;
  /** Sends what there is, once more, before the agent ends. */
  flush(signal: AbortSignal): Promise<void>;
};

export type LogsDeps = {
  folder: string;
  clock: Clock;
  log: Log;
  send: SendLog;
  /** Undefined while the device is not authenticated; then lines are kept. */
  destination(): Destination | undefined;
  /** The token is no longer taken: a new one is needed. */
  onUnauthorized(): void;
};

/** The rhythm of unmodified agents: oftener for three minutes after a start or an order. */
export const FAST_MS = 30_000;
export const SLOW_MS = 300_000;
export const FAST_FOR_MS = 181_000;

export function createLogs(deps: LogsDeps): Logs {
  const { clock, log } = deps;
  const bell = createBell();
  const cache = createLogCache({ folder: deps.folder, clock, onFull: bell.ring });
  let fastUntil = clock.now() + FAST_FOR_MS;

  async function sendAll(signal: AbortSignal): Promise<void> {
    await cache.close();
    for (let file = await cache.oldest(); file && !signal.aborted; file = await cache.oldest()) {
      const to = deps.destination();
      if (!to) return;
      const sent = await deps.send(to, file, signal);
      if (sent === 'unauthorized') return deps.onUnauthorized();
      // What the cloud will never take must not keep the rest from it.
      if (sent === 'refused') log.warn('log.refused', { file: file.name });
      await cache.remove(file.name);
    }
  }

  const trySending = (signal: AbortSignal): Promise<void> =>
    sendAll(signal).catch((error: unknown) => {
      // At the lowest level: a line about logs that cannot be sent would be one more line to send.
      if (!signal.aborted) log.debug('log.not-sent', { reason: reasonOf(error) });
    });

  return {
    take: cache.take,
    hurry() {
      const wasSlow = clock.now() >= fastUntil;
      fastUntil = clock.now() + FAST_FOR_MS;
      if (wasSlow) bell.ring();
    },
    async run(signal) {
      while (!signal.aborted) {
        await bell.waitAtMost(clock.now() < fastUntil ? FAST_MS : SLOW_MS, clock, signal);
        if (!signal.aborted) await trySending(signal);
      }
    },
    flush: trySending,
  };
}
