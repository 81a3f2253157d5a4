import { join } from 'node:path';
import type {
  FlowDeployState,
  FlowIdentity,
  FlowReport,
  FlowStatus,
  Json,
  JsonObject,
} from '@thingdock/device-protocol';
import type { Clock } from '@thingdock/effects';
import type { Supervisor } from '../node-red/supervisor.ts';
import { createBell } from '../platform/bell.ts';
import type { Log } from '../platform/log.ts';
import { decideFlow } from './decide.ts';
import type { DeployOutcome } from './deploy.ts';
import type { FlowStore } from './memory.ts';

/** Makes the device run the flow that the cloud wants, one deployment at a time. */
export type Flows = {
  /** Takes the desired state. */
  want(desired: JsonObject): void;
  /** Starts the flow that is installed, then deploys what is wanted, until the signal aborts. */
  run(signal: AbortSignal): Promise<void>;
};

export type FlowsDeps = {
  versions: string;
  store: FlowStore;
  supervisor: Supervisor;
  deploy(
    flow: FlowIdentity,
    options: { signal: AbortSignal; onAttempt(attempt: number): void },
  ): Promise<DeployOutcome>;
  report(type: 'reported' | 'status', path: string, value: Json | undefined): void;
  clock: Clock;
  log: Log;
};

export function createFlows({ versions, store, supervisor, deploy, report, clock, log }: FlowsDeps): Flows {
  const bell = createBell();
  let desired: JsonObject = {};
  let running: { flow: FlowIdentity; superseded: AbortController } | undefined;

  function tell(flow: FlowIdentity, state: FlowDeployState, more: { ts?: number; message?: string } = {}): void {
    const { assetId, updateId } = flow;
    const value: FlowReport = { assetId, updateId, state, ts: clock.now(), ...more };
    report('reported', 'flow.flow', value);
  }

  async function deployNext(flow: FlowIdentity, signal: AbortSignal): Promise<void> {
    const superseded = new AbortController();
    running = { flow, superseded };
    const either = AbortSignal.any([signal, superseded.signal]);
    log.info('flow.deploying', flow);
    try {
      const outcome = await deploy(flow, {
        signal: either,
        onAttempt() {
          tell(flow, 'deployPending');
          tell(flow, 'deploying');
        },
      });
      if (outcome.kind === 'failed') {
        log.error('flow.failed', { ...flow, message: outcome.message });
        const ts = clock.now();
        await store.failed(flow, outcome.message, ts);
        tell(flow, 'deployFail', { ts, message: outcome.message });
      } else {
        log.info('flow.deployed', flow);
        tell(flow, 'deployed');
      }
    } catch (error) {
      if (!either.aborted) throw error;
      log.info('flow.superseded', flow);
      if (!signal.aborted && decideFlow(desired, store.memory, undefined).kind === 'nothing') tellWhatIs();
    } finally {
      running = undefined;
    }
  }

  /** Says after a start what the device has, so that the cloud's copy is put right. */
  function tellWhatIs(): void {
    const { current, failed } = store.memory;
    if (failed) tell(failed, 'deployFail', { ts: failed.ts, message: failed.message });
    else if (current) tell(current, 'deployed', { ts: current.installedAt });
    else report('reported', 'flow.flow', undefined);
    if (!current) report('status', 'flow', { state: 'stopped', message: null } satisfies FlowStatus);
  }

  return {
    want(next) {
      desired = next;
      const decision = decideFlow(desired, store.memory, running?.flow);
      // Something else is wanted than what is being deployed.
      if (decision.kind === 'deploy') running?.superseded.abort(new Error('a newer deployment came'));
      bell.ring();
    },
    async run(signal) {
      tellWhatIs();
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
