import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { DeployOrder, FlowIdentity, JsonObject } from '@thingdock/device-protocol';
import type { Supervisor } from '../node-red/supervisor.ts';
import { createBell } from '../platform/bell.ts';
import type { Log } from '../platform/log.ts';
import { decideFlow } from './decide.ts';
import type { DeployOutcome } from './deploy.ts';
import { createFlowReports, type FlowReports, type FlowReportsDeps } from './flow-reports.ts';
import type { FlowStore } from './memory.ts';

/** Makes the device run the flow that the cloud wants, one deployment at a time. */
export type Flows = {
  /** Takes the desired state. */
  want(desired: JsonObject): void;
  /** Takes an order that says where to download the flow; without a name it is named after that. */
  order(order: DeployOrder): void;
  /** Starts the flow that is installed, then deploys what is wanted, until the signal aborts. */
  run(signal: AbortSignal): Promise<void>;
};

export type FlowsDeps = FlowReportsDeps & {
  versions: string;
  store: FlowStore;
  supervisor: Pick<Supervisor, 'keep'>;
  deploy(
    flow: FlowIdentity,
    options: { signal: AbortSignal; url?: string; onAttempt(attempt: number): void },
  ): Promise<DeployOutcome>;
  log: Log;
};

export function createFlows(deps: FlowsDeps): Flows {
  const { versions, store, supervisor, log } = deps;
  const bell = createBell();
  const reports = createFlowReports(deps);
  let desired: JsonObject = {};
  /** Where the flow that was ordered lies. */
  let offered: { flow: FlowIdentity; url: string } | undefined;
  let running: { flow: FlowIdentity; superseded: AbortController } | undefined;

  async function deployNext(flow: FlowIdentity, signal: AbortSignal): Promise<void> {
    const superseded = new AbortController();
    running = { flow, superseded };
    const either = AbortSignal.any([signal, superseded.signal]);
    try {
      const url = offered?.flow.updateId === flow.updateId ? offered.url : undefined;
      await deployAndTell(flow, reports, deps, { signal: either, ...(url === undefined ? {} : { url }) });
    } catch (error) {
      if (!either.aborted) throw error;
      log.info('flow.superseded', flow);
      const next = decideFlow(desired, store.memory, undefined);
      if (!signal.aborted && next.kind === 'nothing') reports.tellWhatIs(store.memory);
    } finally {
      running = undefined;
    }
  }

  function want(next: JsonObject): void {
    desired = next;
    const decision = decideFlow(desired, store.memory, running?.flow);
    // Something else is wanted than what is being deployed.
    if (decision.kind === 'deploy') running?.superseded.abort(new Error('a newer deployment came'));
    bell.ring();
  }

  return {
    want,
    order({ downloadUrl: url, flow = namedAfter(url) }) {
      offered = { flow, url };
      want({ flow: { flow } });
    },
    async run(signal) {
      reports.tellWhatIs(store.memory);
      const { current } = store.memory;
      if (current) supervisor.keep(join(versions, current.folder));
      while (!signal.aborted) {
        const decision = decideFlow(desired, store.memory, undefined);
        if (decision.kind === 'deploy') await deployNext(decision.flow, signal);
        else await bell.wait(signal);
      }
    },
  };
}

/** The same address is the same order, however often it comes. */
const namedAfter = (url: string): FlowIdentity => ({
  assetId: 'ordered',
  updateId: createHash('sha256').update(url).digest('hex'),
});

/** Deploys one flow and reports each step; rejects when the signal aborts. */
async function deployAndTell(
  flow: FlowIdentity,
  { tell }: FlowReports,
  { deploy, store, clock, log }: FlowsDeps,
  how: { signal: AbortSignal; url?: string },
): Promise<void> {
  log.info('flow.deploying', flow);
  const onAttempt = (): void => {
    tell(flow, 'deployPending');
    tell(flow, 'deploying');
  };
  const outcome = await deploy(flow, { ...how, onAttempt });
  if (outcome.kind === 'deployed') {
    log.info('flow.deployed', flow);
    return tell(flow, 'deployed');
  }
  log.error('flow.failed', { ...flow, message: outcome.message });
  const ts = clock.now();
  await store.failed(flow, outcome.message, ts);
  tell(flow, 'deployFail', { ts, message: outcome.message });
}
