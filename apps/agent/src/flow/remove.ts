import type { FlowIdentity } from '@thingdock/device-protocol';
import type { Supervisor } from '../node-red/supervisor.ts';
import { reasonOf } from '../platform/errors.ts';
import type { Log } from '../platform/log.ts';
import type { FlowReports } from './flow-reports.ts';
import type { FlowStore } from './memory.ts';

export type RemoveDeps = {
  store: FlowStore;
  reports: FlowReports;
  supervisor: Pick<Supervisor, 'stop'>;
  /** Removes every version but the named ones. */
  sweep(keep: readonly (string | undefined)[]): Promise<void>;
  log: Log;
};

/**
 * Takes the flow off the device: Node-RED ends, then the flow is forgotten, then its files go. Resolves with whether all
 * went well; the cloud is told either way.
 */
export async function removeFlow(flow: FlowIdentity, deps: RemoveDeps): Promise<boolean> {
  const { store, reports, supervisor, sweep, log } = deps;
  log.info('flow.removing', flow);
  reports.tell(flow, 'removePending');
  reports.tell(flow, 'removing');
  try {
    await supervisor.stop();
    await store.removed();
    await sweep([]);
  } catch (error) {
    const message = `the flow could not be removed: ${reasonOf(error)}`;
    log.error('flow.remove-failed', { ...flow, message });
    reports.tell(flow, 'removeFail', { message });
    return false;
  }
  log.info('flow.removed', flow);
  reports.tellWhatIs(store.memory);
  return true;
}
