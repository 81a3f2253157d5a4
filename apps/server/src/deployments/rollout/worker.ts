import type { Clock } from '@thingdock/effects';
import type { Agents } from '../../agents/index.ts';
import type { ConnectionRef } from '../../connections/index.ts';
import type { Counters } from '../../platform/counters.ts';
import type { Logger } from '../../platform/logger.ts';
import type { Tasks } from '../../platform/tasks.ts';
import { type LookDeps, lookAtTargets } from '../look.ts';
import * as store from '../store.ts';
import { beginScheduled, type ScheduleDeps } from './begin-scheduled.ts';
import { type StartDeps, startPortion } from './start-portion.ts';
import { tick } from './tick.ts';

export type WorkerDeps = LookDeps &
  StartDeps &
  ScheduleDeps & {
    clock: Clock;
    agents: Pick<Agents, 'deliver'>;
    tasks: Tasks;
    counters: Counters;
    log: Logger;
  };

/** What carries deployments on. All that it knows stands in the database, so it may die, and have several of itself. */
export type Worker = {
  /** Looks soon; many calls at once are one look. */
  kick(): void;
  /** Does all that can be done now. */
  run(): Promise<void>;
  /** Tells devices in the background; nothing more begins on their connection until they were told. */
  deliver(connection: ConnectionRef, names: readonly string[]): void;
};

const ACTIONS_AT_ONCE = 100;
/** Results come in crowds; each look counts them all. */
const GATHER_MS = 100;

export function createWorker(deps: WorkerDeps): Worker {
  const { database, clock, tasks, counters } = deps;
  /** Connections whose devices are just being told, and when each action last had its turn. */
  const busy = new Set<string>();
  const turns = new Map<string, number>();
  let turn = 0;
  let running: Promise<void> | undefined;
  let again = false;

  async function pass(): Promise<boolean> {
    await beginScheduled(deps);
    const more = await lookAtTargets(deps);
    const due = await store.listDueActions(database.root, new Date(clock.now()), ACTIONS_AT_ONCE);
    for (const id of due) await tick(deps, id);
    return (await startSome()) || more || due.length > 0;
  }

  /** One portion for each connection that is not busy: of the action that waits longest for its turn. */
  async function startSome(): Promise<boolean> {
    const startable = await store.listStartable(database.root);
    for (const id of turns.keys()) if (!startable.some((action) => action.id === id)) turns.delete(id);
    let some = false;
    for (const [wireId, actions] of Map.groupBy(startable, (action) => action.wire_id)) {
      if (busy.has(wireId)) continue;
      const [next] = actions.toSorted((a, b) => (turns.get(a.id) ?? 0) - (turns.get(b.id) ?? 0));
      if (!next) continue;
      turn += 1;
      turns.set(next.id, turn);
      const begun = await startPortion(deps, next);
      if (!begun) continue;
      some = true;
      counters.add('deployments.begun', begun.names.length);
      deliver(begun.connection, begun.names);
    }
    return some;
  }

  function deliver(connection: ConnectionRef, names: readonly string[]): void {
    if (names.length === 0) return;
    busy.add(connection.wireId);
    tasks.start('deployments.deliver', async () => {
      try {
        await deps.agents.deliver(connection, names);
      } finally {
        busy.delete(connection.wireId);
        kick();
      }
    });
  }

  async function run(): Promise<void> {
    if (running) {
      again = true;
      return running;
    }
    running = (async () => {
      do {
        again = false;
        while (await pass());
      } while (again);
    })().finally(() => {
      running = undefined;
    });
    return running;
  }

  let waiting = false;
  function kick(): void {
    if (waiting) return;
    waiting = true;
    tasks.start('deployments.work', async (signal) => {
      try {
        await clock.sleep(GATHER_MS, signal);
      } finally {
        waiting = false;
      }
      await run();
    });
  }

  return { kick, run, deliver };
}
