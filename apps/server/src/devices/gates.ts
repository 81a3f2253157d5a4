import type { ConnectionRef } from '../connections/index.ts';
import type { Executor } from '../platform/db/index.ts';
import { changeDevices } from './change.ts';
import type { Gates } from './show.ts';

export type GateChange = Partial<Omit<Gates, 'goneAt'>>;

/** Opens or shuts gates of devices; what is shown of them follows. Names that are no devices are left out. */
export async function setGates(
  tx: Executor,
  connection: Pick<ConnectionRef, 'id' | 'projectId'>,
  names: readonly string[],
  { change, now }: { change: GateChange; now: number },
): Promise<void> {
  await changeDevices(
    tx,
    names.map((thingName) => ({
      connection,
      thingName,
      decide: ({ state, gates }) => ({ state, gates: { ...gates, ...change } }),
    })),
    now,
  );
}
