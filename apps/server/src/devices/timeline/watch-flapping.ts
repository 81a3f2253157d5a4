import type { Clock } from '@thingdock/effects';
import { announce, type NewEvent, record } from '../../events/index.ts';
import type { Database } from '../../platform/db/index.ts';
import { FLAPPING } from './flapping.ts';
import { noteFlapping, type Turned } from './store.ts';

type Deps = { database: Database; clock: Clock };

/** Finds devices that begin to flap, and those that have stopped, and tells of both. */
export async function watchFlapping({ database, clock }: Deps): Promise<void> {
  const now = clock.now();
  const since = new Date(now - FLAPPING.minutes * 60_000);
  await database.transaction(async (tx) => {
    const turned = await noteFlapping(tx, { since, until: new Date(now), least: FLAPPING.changes });
    await record(
      tx,
      turned.map((one) => toEvent(one, now)),
    );
    for (const [projectId, some] of Map.groupBy(turned, (one) => one.project_id)) {
      const keys = some.map((one) => `${one.connection_id}/${one.thing_name}`);
      await announce(tx, { type: 'device', projectId, keys });
    }
  });
}

function toEvent({ project_id, connection_id, thing_name, changes }: Turned, at: number): NewEvent {
  const common = { projectId: project_id, connectionId: connection_id, device: thing_name, at };
  const { minutes } = FLAPPING;
  return changes === null
    ? { ...common, type: 'device.steady', data: { minutes } }
    : { ...common, type: 'device.flapping', data: { changes, minutes } };
}
