import type { ConnectionRef } from '../connections/index.ts';
import type { Devices } from '../devices/index.ts';
import type { Licences } from '../licences/index.ts';
import type { Database } from '../platform/db/index.ts';
import { gatherFacts } from './facts.ts';
import { decideSilence } from './silence.ts';
import * as store from './store.ts';
import type { AgentKey } from './tables.ts';

export type SilentDeps = {
  database: Database;
  clock: { now(): number };
  devices: Pick<Devices, 'snapshots' | 'setGates'>;
  licences: Pick<Licences, 'current'>;
};

/**
 * Shows a device as silent, or no longer so. The device is locked before its agent, as where it is heard, so the decision is
 * taken once more when both are held: what was heard meanwhile counts.
 */
export function settleSilence(deps: SilentDeps, connection: ConnectionRef, key: AgentKey): Promise<void> {
  const { database, devices } = deps;
  return database.transaction(async (tx) => {
    const [known] = await store.findAgents(tx, key.wireId, [key.thingName]);
    if (!known) return;
    const decide = async (agent: typeof known) =>
      decideSilence((await gatherFacts(deps, tx, connection, { key, agent })).facts).silence;
    const silence = await decide(known);
    await devices.setGates(tx, connection, [key.thingName], { silence });
    const again = await decide(await store.lockAgent(tx, key));
    if (again !== silence) await devices.setGates(tx, connection, [key.thingName], { silence: again });
  });
}
