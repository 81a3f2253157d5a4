import {
  CONTROL_TOPICS,
  type Json,
  type JsonObject,
  parseStateUpdateResults,
  type StateUpdate,
} from '@thingdock/device-protocol';
import type { Clock } from '@thingdock/effects';
import type { Link } from '../connection/connection.ts';
import type { Messenger } from '../messenger/messenger.ts';
import { createBell } from '../platform/bell.ts';
import { reasonOf } from '../platform/errors.ts';
import type { Log } from '../platform/log.ts';
import { compact, differences, type QueuedUpdate, settle, type TruthEntry, toUpdate } from './report-queue.ts';

/** Tells the cloud what the device knows about itself, in batches, in order, until the cloud has it. */
export type Reporter = {
  /** Says what stands at a path from now on; undefined: nothing. */
  set(type: StateUpdate['type'], path: string, value: Json | undefined): void;
  /** Compares with a tree that the cloud sent, and reports what is missing or wrong there. */
  reconcile(type: StateUpdate['type'], cloud: JsonObject): void;
  /** A new session: intermediate states are old news, and a pause after a failure is over. */
  restart(): void;
  /** Waits until everything is sent, but at most `ms`. */
  flush(ms: number): Promise<void>;
  run(signal: AbortSignal): Promise<void>;
};

export type ReporterDeps = {
  messenger: Pick<Messenger, 'request'>;
  link: Link;
  /** Whether the device belongs to somebody who would listen. */
  registered(): boolean;
  clock: Clock;
  log: Log;
};

const BATCH_PAUSE_MS = 1_000;
const FAILURE_PAUSE_MS = 60_000;
/** Keeps a frame far below the 128 KB that AWS allows. */
const BATCH_SIZE = 50;

export function createReporter({ messenger, link, registered, clock, log }: ReporterDeps): Reporter {
  const truth = new Map<string, TruthEntry>();
  const work = createBell();
  const hurry = createBell();
  const empty = createBell();
  let queue: QueuedUpdate[] = [];
  let newSession = false;
  let flushing = false;

  function push(updates: readonly StateUpdate[]): void {
    queue.push(...updates.map((update) => ({ update, refusals: 0 })));
    if (queue.length > 0) work.ring();
  }

  /** Sends one batch; resolves with how long to wait before the next. */
  async function sendBatch(): Promise<number> {
    if (newSession) queue = compact(queue);
    newSession = false;
    const batch = queue.slice(0, BATCH_SIZE);
    const { left, ok } = await offer(batch, { messenger, log });
    queue = [...left, ...queue.slice(batch.length)];
    return ok ? BATCH_PAUSE_MS : FAILURE_PAUSE_MS;
  }

  async function run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      if (queue.length === 0) empty.ring();
      if (queue.length === 0 || !registered()) {
        await work.wait(signal);
        continue;
      }
      const online = await link.online(signal).catch(() => undefined);
      if (!online) return;
      const waitMs = await sendBatch();
      if (!flushing || waitMs === FAILURE_PAUSE_MS) await hurry.waitAtMost(waitMs, clock, signal);
    }
  }

  return {
    set(type, path, value) {
      const entry = { type, path, value };
      truth.set(`${type}:${path}`, entry);
      push([toUpdate(entry)]);
    },
    reconcile(type, cloud) {
      const queued = new Set(queue.map(({ update }) => `${update.type}:${update.path}`));
      push(differences(truth, type, cloud).filter((update) => !queued.has(`${update.type}:${update.path}`)));
    },
    restart() {
      newSession = true;
      hurry.ring();
      work.ring();
    },
    async flush(ms) {
      if (queue.length === 0 || !registered() || !link.current()) return;
      flushing = true;
      hurry.ring();
      await empty.waitAtMost(ms, clock, AbortSignal.timeout(ms));
      flushing = false;
    },
    run,
  };
}

/** Offers changes to the cloud; resolves with what is left of them and whether it took all. Never rejects. */
async function offer(
  batch: readonly QueuedUpdate[],
  { messenger, log }: Pick<ReporterDeps, 'messenger' | 'log'>,
): Promise<{ left: readonly QueuedUpdate[]; ok: boolean }> {
  try {
    const updates = batch.map((item) => item.update);
    const answer = parseStateUpdateResults(await messenger.request(CONTROL_TOPICS.updateState, { updates }));
    if (!answer.ok) throw new Error(answer.problem);
    const { left, givenUp, pause } = settle(batch, answer.value);
    for (const { update } of givenUp) log.error('report.given-up', { type: update.type, path: update.path });
    if (pause) log.warn('report.refused', { left: left.length });
    return { left, ok: !pause };
  } catch (error) {
    log.warn('report.failed', { reason: reasonOf(error), waiting: batch.length });
    return { left: batch, ok: false };
  }
}
