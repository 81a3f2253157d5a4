import type { Clock } from '@thingdock/effects';
import { announce, type NewEvent, record } from '../../events/index.ts';
import type { Database } from '../../platform/db/index.ts';
import { FLAPPING, flappingAt } from './flapping.ts';
import { type FlappingChange, listRestless, type Restless, saveFlapping } from './store.ts';

type Deps = { database: Database; clock: Clock };

/** Finds devices that begin to flap, and those that have stopped, and tells of both. */
export async function watchFlapping({ database, clock }: Deps): Promise<void> {
  const now = clock.now();
  const since = new Date(now - FLAPPING.minutes * 60_000);
  const found = (await listRestless(database.root, since, FLAPPING.changes)).map((device) => judge(device, now));
  if (found.length === 0) return;
  await database.transaction(async (tx) => {
    await saveFlapping(
      tx,
      found.map(({ change }) => change),
    );
    const turned = found.filter(({ event }) => event !== undefined);
    await record(
      tx,
      turned.flatMap(({ event }) => event ?? []),
    );
    for (const [projectId, some] of Map.groupBy(turned, (one) => one.projectId))
      await announce(tx, { type: 'device', projectId, keys: some.map(({ key }) => key) });
  });
}

type Judged = { projectId: string; key: string; change: FlappingChange; event: NewEvent | undefined };

function judge({ connection_id, thing_name, project_id, times, known }: Restless, now: number): Judged {
  const flapping = flappingAt(
    times.map((at) => ({ at: at.getTime(), status: 'connected' as const })),
    now,
  );
  const common = { projectId: project_id, connectionId: connection_id, device: thing_name, at: now };
  const { minutes } = FLAPPING;
  let event: NewEvent | undefined;
  if (flapping && !known) event = { ...common, type: 'device.flapping', data: { changes: flapping.changes, minutes } };
  if (!flapping && known) event = { ...common, type: 'device.steady', data: { minutes } };
  return {
    projectId: project_id,
    key: `${connection_id}/${thing_name}`,
    change: {
      ...{ connectionId: connection_id, name: thing_name },
      since: flapping ? new Date(flapping.since) : null,
      changes: flapping?.changes ?? null,
    },
    event,
  };
}
