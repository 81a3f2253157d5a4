import type { Aws } from '../aws/index.ts';
import type { ConnectionRef } from '../connections/index.ts';
import { keepThings, markGoneNamed } from './inventory.ts';
import { type ReadDeps, readShadows } from './read-shadows.ts';

/**
 * Looks at one thing now: whether AWS has it, and what its shadow says. One that is gone is shown as gone, one that came back
 * with its history. Rejects with `AwsFailure`.
 */
export async function refresh(deps: ReadDeps, aws: Aws, connection: ConnectionRef, name: string): Promise<void> {
  const { database, clock } = deps;
  const exists = (await aws.iot.describeThing(name)) !== undefined;
  await database.transaction(async (tx) => {
    const now = new Date(clock.now());
    if (exists) await keepThings(tx, connection, [name], now);
    else await markGoneNamed(tx, connection, [name], now);
  });
  if (exists) await readShadows(deps, aws, connection, { names: [name], atOnce: 1 });
}
