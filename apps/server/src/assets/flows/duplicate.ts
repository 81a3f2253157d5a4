import { Fault, fieldFault } from '@thingdock/api';
import { createFlow, type FlowDeps } from './add-version.ts';
import { openVersion } from './seal.ts';
import * as store from './store.ts';
import type { FlowRow } from './tables.ts';

/**
 * Makes another flow of the project out of a version, the master when none is named, with its packages and credentials.
 * Throws `not_found`, `version_not_found`, `flow_name_taken`.
 */
export async function duplicateFlow(
  deps: FlowDeps,
  flowId: string,
  { name, version, createdBy }: { name: string; version?: number; createdBy: string },
): Promise<FlowRow> {
  const flow = await store.findFlow(deps.database.root, flowId);
  if (!flow) throw new Fault('not_found', { details: { what: 'flow' } });
  const number = version ?? flow.master_version;
  const found = await store.findVersion(deps.database.root, flowId, number);
  if (!found) throw fieldFault('version', 'version_not_found', { version: number });
  const comment = `Copy of "${flow.name}", version ${number}`;
  return createFlow(deps, flow.project_id, { name, comment, createdBy, ...openVersion(deps.envelope, found) });
}
