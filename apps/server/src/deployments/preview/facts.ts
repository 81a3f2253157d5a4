import type { Agents } from '../../agents/index.ts';
import type { ConnectionRef } from '../../connections/index.ts';
import type { Devices } from '../../devices/index.ts';
import type { Executor } from '../../platform/db/index.ts';
import type { Subject } from '../kinds.ts';
import { findHad, type HadDeps, hadOr } from '../order/had.ts';
import * as targetStore from '../target-store.ts';
import type { DeviceFacts } from './examine.ts';

export type FactDeps = HadDeps & {
  devices: Pick<Devices, 'snapshots'>;
  agents: Pick<Agents, 'treeSizes'>;
};

const BATCH = 2_000;

/** What is known of devices, in the order of their names. Those that the connection does not have count as gone. */
export async function gatherFacts(
  deps: FactDeps,
  executor: Executor,
  { connection, subject, assetName }: { connection: ConnectionRef; subject: Subject; assetName: string },
  names: readonly string[],
): Promise<DeviceFacts[]> {
  const facts: DeviceFacts[] = [];
  const { wireId } = connection;
  for (let start = 0; start < names.length; start += BATCH) {
    const some = names.slice(start, start + BATCH);
    const devices = await deps.devices.snapshots(executor, connection, some);
    const sizes = await deps.agents.treeSizes(executor, wireId, some);
    const had = await findHad(deps, executor, { wireId, subject }, some);
    const open = await targetStore.listOpen(executor, wireId, some, subject);
    const busy = new Set(open.map((row) => row.thing_name));
    for (const name of some) {
      const device = devices.get(name);
      facts.push({
        name,
        status: device?.status ?? 'unknown',
        speaks: device?.speaks ?? false,
        agent: device?.agent ?? null,
        licensed: device?.licensed ?? false,
        gone: !device,
        size: sizes.get(name) ?? 0,
        had: hadOr(had, name, subject, assetName),
        busy: busy.has(name),
      });
    }
  }
  return facts;
}
