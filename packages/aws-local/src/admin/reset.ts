import type { Clock, Ids } from '@thingdock/effects';
import type { Broker } from '../broker/broker.ts';
import type { Faults } from '../faults/faults.ts';
import { type Installation, resetInstallation } from '../installation.ts';
import type { Rules } from '../rules/rules.ts';
import type { Store } from '../stand-in.ts';

export type ResetDeps = {
  store: Store;
  clock: Clock;
  ids: Ids;
  installation: Installation;
  rules: Pick<Rules, 'clear'>;
  broker: Pick<Broker, 'reset'>;
  faults: Pick<Faults, 'clear'>;
};

/**
 * Puts everything back to how it was after the first start: same account, same keys, same certificate authority and endpoints, nothing else.
 * Devices are cut off, other accounts are gone.
 */
export async function reset({ store, clock, ids, installation, rules, broker, faults }: ResetDeps): Promise<void> {
  faults.clear();
  rules.clear();
  resetInstallation({ store, clock, ids }, installation);
  await broker.reset();
  await store.flush();
}
