import type { Clock } from '@thingdock/effects';
import type { Aws } from '../aws/index.ts';
import type { ConnectionRef } from '../connections/index.ts';
import type { Bus } from '../events/index.ts';
import { eachBounded } from '../platform/bounded.ts';
import type { Database } from '../platform/db/index.ts';
import { applyShadows, type Reading } from './apply.ts';

export type ReadDeps = { database: Database; clock: Clock; bus: Bus };

/** So many readings are kept in one transaction. */
const TOGETHER = 50;

/**
 * Reads shadows, at most `atOnce` at a time, and takes in what they say. Rejects with the first `AwsFailure`; what was read until
 * then is kept.
 */
export async function readShadows(
  deps: ReadDeps,
  aws: Aws,
  connection: ConnectionRef,
  { names, atOnce }: { names: readonly string[]; atOnce: number },
): Promise<void> {
  for (let start = 0; start < names.length; start += TOGETHER) {
    const readings: Reading[] = [];
    try {
      await eachBounded(names.slice(start, start + TOGETHER), atOnce, async (name) => {
        const readAt = deps.clock.now();
        readings.push({ name, readAt, shadow: await aws.iotData.getThingShadow(name) });
      });
    } finally {
      if (readings.length > 0) await keep(deps, connection, readings);
    }
  }
}

async function keep({ database, clock, bus }: ReadDeps, connection: ConnectionRef, readings: readonly Reading[]) {
  const began = await database.transaction((tx) => applyShadows(tx, connection, readings, clock.now()));
  for (const thingName of began) bus.emit('device.connected', { connectionId: connection.id, thingName });
}
