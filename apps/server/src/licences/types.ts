import type { DeviceSelection } from '@thingdock/api';
import type { ConnectionRef } from '../connections/index.ts';
import type { Executor } from '../platform/db/index.ts';

/** What licences need of devices, which come after them. */
export type DeviceGates = {
  /** Opens or shuts the gate that a licence is. Locks the devices. */
  setGates(
    tx: Executor,
    connection: ConnectionRef,
    names: readonly string[],
    change: { licensed: boolean },
  ): Promise<void>;
  /** Names of the chosen devices by connection, in order; those of things that are gone are among them. */
  select(
    projectId: string,
    selection: DeviceSelection,
    limit: number,
  ): Promise<{ byConnection: ReadonlyMap<string, readonly string[]> }>;
  /** Those of the names that are devices, and not gone. */
  snapshots(
    executor: Executor,
    connection: ConnectionRef,
    names: readonly string[],
  ): Promise<ReadonlyMap<string, unknown>>;
};
