import type { FlowIdentity } from '@thingdock/device-protocol';
import { readState, writeFileAtomically } from '../platform/files.ts';
import type { Log } from '../platform/log.ts';
import { type FlowMemory, type InstalledFlow, parseFlowMemory } from './decide.ts';

/** The memory of flows on disk. Writing it is the moment at which another version becomes the one to run. */
export type FlowStore = {
  readonly memory: FlowMemory;
  succeeded(installed: InstalledFlow): Promise<void>;
  /** There is no flow any more. */
  removed(): Promise<void>;
  failed(flow: FlowIdentity, message: string, ts: number): Promise<void>;
};

export async function openFlowStore({ file, log }: { file: string; log: Log }): Promise<FlowStore> {
  let memory: FlowMemory =
    (await readState(file, parseFlowMemory, (bad) => log.error('flow.memory-corrupt', { file: bad }))) ?? {};

  async function save(next: FlowMemory): Promise<void> {
    await writeFileAtomically(file, `${JSON.stringify(next, null, 2)}\n`);
    memory = next;
  }

  return {
    get memory() {
      return memory;
    },
    succeeded: (installed) => save({ current: installed, ...(memory.current ? { previous: memory.current } : {}) }),
    removed: () => save({}),
    failed: ({ assetId, updateId }, message, ts) => save({ ...memory, failed: { assetId, updateId, message, ts } }),
  };
}
