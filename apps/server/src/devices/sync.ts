import type { Aws } from '../aws/index.ts';
import type { ConnectionRef } from '../connections/index.ts';
import { keepThings, markGone } from './inventory.ts';
import { isProbe } from './probe.ts';
import { type ReadDeps, readShadows } from './read-shadows.ts';

export type SyncResult = { things: number; added: number; gone: number };

/** Things are noted in portions of this size, as AWS gives them. */
const BATCH = 250;
const READS_AT_ONCE = 8;

/**
 * Brings the devices of a connection in line with AWS: every thing of the account and region, then the shadow of each, or only
 * of those that are new: the others have their turn in the background. A thing counts as gone only after a whole sweep without it. Rejects with the first `AwsFailure`; what was read until
 * then is kept.
 */
export async function sync(
  deps: ReadDeps,
  aws: Aws,
  connection: ConnectionRef,
  shadows: 'of_all' | 'of_new' = 'of_all',
): Promise<SyncResult> {
  const { database, clock } = deps;
  const startedAt = new Date(clock.now());
  const toRead: string[] = [];
  let [things, added] = [0, 0];
  for await (const page of batches(aws.iot.listThings())) {
    const fresh = await keep(deps, connection, page);
    toRead.push(...(shadows === 'of_all' ? page : fresh));
    things += page.length;
    added += fresh.length;
  }
  const gone = await database.transaction(async (tx) => {
    const missing = await markGone(tx, connection, startedAt, new Date(clock.now()));
    return missing.length;
  });
  await readShadows(deps, aws, connection, { names: toRead, atOnce: READS_AT_ONCE });
  return { things, added, gone };
}

/** Takes in one thing that a message named before a sweep met it. Does nothing when AWS has no such thing. */
export async function discover(deps: ReadDeps, aws: Aws, connection: ConnectionRef, name: string): Promise<void> {
  if (isProbe(name) || !(await aws.iot.describeThing(name))) return;
  await keep(deps, connection, [name]);
  await readShadows(deps, aws, connection, { names: [name], atOnce: 1 });
}

async function keep(
  { database, clock }: ReadDeps,
  connection: ConnectionRef,
  names: readonly string[],
): Promise<string[]> {
  return database.transaction((tx) => keepThings(tx, connection, names, new Date(clock.now())));
}

async function* batches(things: AsyncIterable<{ thingName: string }>): AsyncIterable<string[]> {
  let batch: string[] = [];
  for await (const { thingName } of things) {
    if (isProbe(thingName)) continue;
    batch.push(thingName);
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
