import type { DeployOrder, FlowIdentity, JsonObject } from '@thingdock/device-protocol';
import { createBell } from '../platform/bell.ts';
import { type ApplySettingsDeps, applySettings, reportSettings, runInstalled } from './apply-settings.ts';
import { type CancelVerdict, type CurrentDeployment, createCurrentDeployment } from './current-deployment.ts';
import type { DeployOutcome } from './deploy.ts';
import { createFlowReports, type FlowReports, type FlowReportsDeps } from './flow-reports.ts';
import type { FlowStore } from './memory.ts';
import { type RemoveDeps, removeFlow } from './remove.ts';
import { createWishes, type Wishes } from './wishes.ts';

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
  const { store } = deps;
  const bell = createBell();
  const reports = createFlowReports(deps);
  const current = createCurrentDeployment();
  const wishes = createWishes();
  const changing: Changing = { deps, reports, current, wishes };

  function look(): void {
    const running = current.flow();
    if (running && wishes.isSuperseded(store.memory, running)) current.supersede();
    bell.ring();
  }

  return {
    want(desired, uId) {
      wishes.want(desired, uId);
      look();
    },
    order(order) {
      wishes.order(order);
      look();
    },
    cancel: (flow) => current.cancel(flow),
    async run(signal) {
      reports.tellWhatIs(store.memory);
      reportSettings(deps);
      runInstalled(deps);
      // A removal that failed is tried again when something new is wanted.
      for (let failedAt = -1; !signal.aborted; ) {
        const seen = wishes.count();
        const done = await changeNext(changing, failedAt === seen, signal);
        if (done === 'failed') failedAt = seen;
        if (done === 'nothing' && seen === wishes.count()) await bell.wait(signal);
      }
    },
  };
}

type Changing = { deps: FlowsDeps; reports: FlowReports; current: CurrentDeployment; wishes: Wishes };

/** Does what is to be done next, if anything. */
async function changeNext(
  changing: Changing,
  leaveRemoval: boolean,
  signal: AbortSignal,
): Promise<'done' | 'failed' | 'nothing'> {
  const { deps, reports, wishes } = changing;
  const told = wishes.told();
  if (told) await applySettings(told, deps);
  const decision = wishes.decide(deps.store.memory, undefined);
  if (decision.kind === 'deploy') {
    await deployNext(decision.flow, changing, signal);
    return 'done';
  }
  if (decision.kind === 'nothing' || leaveRemoval) return 'nothing';
  return (await removeFlow(decision.flow, { ...deps, reports })) ? 'done' : 'failed';
}

/** One deployment, until it has ended, was cancelled, or something else is wanted. */
async function deployNext(
  flow: FlowIdentity,
  { deps, reports, current, wishes }: Changing,
  signal: AbortSignal,
): Promise<void> {
  const stop = AbortSignal.any([signal, current.begin(flow)]);
  try {
    await deployAndTell(flow, reports, deps, { signal: stop, url: wishes.urlOf(flow), uId: wishes.revision() });
    current.end(false);
  } catch (error) {
    const cancelled = current.isCancelled();
    current.end(cancelled && !signal.aborted);
    if (!stop.aborted) throw error;
    deps.log.info('flow.superseded', flow);
    if (signal.aborted) return;
    if (cancelled) return fail(flow, CANCELLED, reports, deps);
    if (wishes.decide(deps.store.memory, undefined).kind === 'nothing') reports.tellWhatIs(deps.store.memory);
  }
}

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
