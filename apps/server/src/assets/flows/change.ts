import { Fault, fieldFault } from '@thingdock/api';
import { announce } from '../../events/index.ts';
import { type Executor, isUniqueViolation } from '../../platform/db/index.ts';
import type { FlowDeps } from './add-version.ts';
import * as store from './store.ts';
import type { FlowRow } from './tables.ts';

type ChangeDeps = Pick<FlowDeps, 'database' | 'clock'>;

/** Renames a flow, or makes one of its versions the master. Throws `not_found`, `flow_name_taken`, `version_not_found`. */
export async function changeFlow(
  deps: ChangeDeps,
  flowId: string,
  { name, masterVersion }: { name?: string; masterVersion?: number },
): Promise<void> {
  const renamed = withFlow(deps, flowId, async (tx, flow, now) => {
    const wanted = name?.trim() ?? flow.name;
    if (await store.nameIsTaken(tx, flow, wanted)) throw fieldFault('name', 'flow_name_taken', { name: wanted });
    const master = masterVersion ?? flow.master_version;
    if (!(await store.findVersion(tx, flowId, master)))
      throw fieldFault('masterVersion', 'version_not_found', { version: master });
    await store.changeFlow(tx, flowId, { name: wanted, master_version: master, updated_at: now });
  });
  await renamed.catch((error: unknown) => {
    // Two names can become the same at once: each is free until the other is kept.
    throw isUniqueViolation(error) ? fieldFault('name', 'flow_name_taken', { name: name ?? '' }) : error;
  });
}

/** Deletes a flow. Its versions stay for the devices that were told to run them, until no device is. */
export async function deleteFlow(deps: ChangeDeps, flowId: string): Promise<void> {
  await withFlow(deps, flowId, async (tx, _flow, now) => {
    await store.markDeleted(tx, flowId, now);
    await store.changeFlow(tx, flowId, { deleted_at: now, updated_at: now });
  });
}

/** Deletes a version likewise. Throws `version_in_use` for the master, which the only one is as well. */
export async function deleteVersion(deps: ChangeDeps, flowId: string, number: number): Promise<void> {
  await withFlow(deps, flowId, async (tx, flow, now) => {
    if (!(await store.findVersion(tx, flowId, number)))
      throw new Fault('not_found', { details: { what: 'version of this flow' } });
    if (flow.master_version === number) throw new Fault('version_in_use', { details: { number } });
    await store.markDeleted(tx, flowId, now, number);
    const [newest] = await store.listVersions(tx, flowId);
    await store.changeFlow(tx, flowId, { latest_version: newest?.number ?? flow.latest_version, updated_at: now });
  });
}

async function withFlow(
  { database, clock }: ChangeDeps,
  flowId: string,
  change: (tx: Executor, flow: FlowRow, now: Date) => Promise<void>,
): Promise<void> {
  await database.transaction(async (tx) => {
    const flow = await store.lockFlow(tx, flowId);
    if (!flow) throw new Fault('not_found', { details: { what: 'flow' } });
    await change(tx, flow, new Date(clock.now()));
    await announce(tx, { type: 'flow', projectId: flow.project_id, keys: [flowId] });
  });
}
