import { createHash } from 'node:crypto';
import type { DeployOrder, FlowIdentity, JsonObject } from '@thingdock/device-protocol';
import { createBell } from '../platform/bell.ts';
import { type ApplySettingsDeps, applySettings, reportSettings, runInstalled } from './apply-settings.ts';
import { type CancelVerdict, createCurrentDeployment } from './current-deployment.ts';
import { decideFlow, type FlowDecision } from './decide.ts';
import type { DeployOutcome } from './deploy.ts';
import { createFlowReports, type FlowReports, type FlowReportsDeps } from './flow-reports.ts';
import type { FlowStore } from './memory.ts';
import { type RemoveDeps, removeFlow } from './remove.ts';

/** Makes the device run the flow that the cloud wants, one change at a time. */
export type Flows = {
  /** Takes the desired state and its revision. */
  want(desired: JsonObject, uId: number): void;
  /** Takes an order that says where to download the flow; without a name it is named after that. */
  order(order: DeployOrder): void;
  /** Cancels the deployment of this flow. Resolves with what became of that, once it is certain. */
  cancel(flow: FlowIdentity): Promise<CancelVerdict>;
  /** Starts the flow that is installed, then does what is wanted, until the signal aborts. */
  run(signal: AbortSignal): Promise<void>;
};

export type FlowsDeps = FlowReportsDeps &
  ApplySettingsDeps &
  Pick<RemoveDeps, 'sweep'> & {
    store: FlowStore;
    deploy(
      flow: FlowIdentity,
      options: { signal: AbortSignal; url?: string | undefined; uId?: number; onAttempt(attempt: number): void },
    ): Promise<DeployOutcome>;
  };

/** What failed because somebody cancelled it; the words of agents in the field. */
const CANCELLED = 'deploy cancel';

export function createFlows(deps: FlowsDeps): Flows {
  const { store, log } = deps;
  const bell = createBell();
  const reports = createFlowReports(deps);
  const current = createCurrentDeployment();
  let desired: JsonObject | undefined;
  /** The desired state as the cloud said it; an order by message says nothing about settings. */
  let told: JsonObject | undefined;
  let revision = 0;
  /** Where the flow that was ordered lies. */
  let offered: { flow: FlowIdentity; url: string } | undefined;
  /** A removal that failed is tried again when the desired state comes anew. */
  let removalFailed = false;

  const decide = (running: FlowIdentity | undefined): FlowDecision =>
    decideFlow(desired, store.memory, running, revision);

  async function deployNext(flow: FlowIdentity, signal: AbortSignal): Promise<void> {
    const stop = AbortSignal.any([signal, current.begin(flow)]);
    try {
      const url = offered?.flow.updateId === flow.updateId ? offered.url : undefined;
      await deployAndTell(flow, reports, deps, { signal: stop, url, uId: revision });
      current.end(false);
    } catch (error) {
      const cancelled = current.isCancelled();
      current.end(cancelled && !signal.aborted);
      if (!stop.aborted) throw error;
      log.info('flow.superseded', flow);
      if (signal.aborted) return;
      if (cancelled) return fail(flow, CANCELLED, reports, deps);
      if (decide(undefined).kind === 'nothing') reports.tellWhatIs(store.memory);
    }
  }

  async function next(decision: FlowDecision, signal: AbortSignal): Promise<boolean> {
    if (told) await applySettings(told, deps);
    if (decision.kind === 'deploy') await deployNext(decision.flow, signal);
    else if (decision.kind === 'remove' && !removalFailed)
      removalFailed = !(await removeFlow(decision.flow, { ...deps, reports }));
    else return false;
    return true;
  }

  function wish(next: JsonObject): void {
    desired = next;
    removalFailed = false;
    const running = current.flow();
    const { kind } = decide(running);
    const isOrdered = running?.updateId === offered?.flow.updateId;
    // Something else is wanted than what is being deployed; what was ordered is missing from the desired state anyway.
    if (running && (kind === 'deploy' || (kind === 'remove' && !isOrdered))) current.supersede();
    bell.ring();
  }

  return {
    want(next, uId) {
      told = next;
      revision = uId;
      wish(next);
    },
    order({ downloadUrl: url, flow = namedAfter(url) }) {
      offered = { flow, url };
      wish({ flow: { flow } });
    },
    cancel: (flow) => current.cancel(flow),
    async run(signal) {
      reports.tellWhatIs(store.memory);
      reportSettings(deps);
      runInstalled(deps);
      while (!signal.aborted) {
        const seen = desired;
        const busy = await next(decide(undefined), signal);
        if (!busy && seen === desired) await bell.wait(signal);
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
  reports: FlowReports,
  deps: FlowsDeps,
  how: { signal: AbortSignal; url: string | undefined; uId: number },
): Promise<void> {
  deps.log.info('flow.deploying', flow);
  const onAttempt = (): void => {
    reports.tell(flow, 'deployPending');
    reports.tell(flow, 'deploying');
  };
  const outcome = await deps.deploy(flow, { ...how, onAttempt });
  if (outcome.kind === 'failed') return fail(flow, outcome.message, reports, deps);
  deps.log.info('flow.deployed', flow);
  reports.tell(flow, 'deployed');
  // Switched off, nothing that runs has said so.
  if (deps.settings.settings.enable === false) reports.tellStopped();
}

async function fail(flow: FlowIdentity, message: string, { tell }: FlowReports, deps: FlowsDeps): Promise<void> {
  const { store, clock, log } = deps;
  log.error('flow.failed', { ...flow, message });
  const ts = clock.now();
  await store.failed(flow, message, ts);
  tell(flow, 'deployFail', { ts, message });
}
