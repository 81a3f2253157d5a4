import type { Clock } from '@thingdock/effects';
import type { Bus } from '../events/index.ts';
import type { Database } from '../platform/db/index.ts';
import type { Tasks } from '../platform/tasks.ts';
import { changeDevices } from './change.ts';
import { listLive } from './presence/store.ts';
import { dismiss, release } from './reduce.ts';
import type { DeviceKey } from './store.ts';
import * as store from './store.ts';

type Deps = { database: Database; clock: Clock; tasks: Tasks; bus: Bus };

/** Believes wills that were held back once their time has come. */
export type Holds = {
  /** A will was just held back, and committed. */
  wake(): void;
  /** Believes what is due. A job calls it too, for wills whose process died. */
  releaseDue(): Promise<void>;
};

const BATCH = 500;

export function createHolds({ database, clock, tasks, bus }: Deps): Holds {
  let watching = false;
  /** A will was held back since the watch last looked for the next one. */
  let woken = false;

  async function releaseDue(): Promise<void> {
    for (;;) {
      const now = clock.now();
      const due = await store.listHeld(database.root, new Date(now), BATCH);
      // By AWS's word the connection lasts, so the will is of one before it.
      const live = await listLive(database.root, due);
      const isLive = (key: DeviceKey) => live.has(`${key.connectionId}/${key.thingName}`);
      const turned =
        due.length > 0 &&
        (await database.transaction((tx) =>
          changeDevices(
            tx,
            due.map((key) => ({
              connection: { id: key.connectionId, projectId: key.projectId },
              thingName: key.thingName,
              decide: ({ state, gates }) => ({ state: isLive(key) ? dismiss(state, now) : release(state, now), gates }),
            })),
            now,
          ),
        ));
      for (const { row } of turned || [])
        bus.emit('device.disconnected', { connectionId: row.connection_id, thingName: row.thing_name });
      if (due.length < BATCH) return;
    }
  }

  async function watch(signal: AbortSignal): Promise<void> {
    try {
      while (woken) {
        woken = false;
        for (let due = await store.nextHeld(database.root); due; due = await store.nextHeld(database.root)) {
          await clock.sleep(Math.max(0, due.getTime() - clock.now()), signal);
          await releaseDue();
        }
      }
    } finally {
      watching = false;
    }
  }

  return {
    wake() {
      woken = true;
      if (watching) return;
      watching = true;
      tasks.start('devices.release_wills', watch);
    },
    releaseDue,
  };
}
