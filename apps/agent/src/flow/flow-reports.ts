import {
  type FlowDeployState,
  type FlowIdentity,
  type FlowReport,
  type FlowStatus,
  type Json,
  STATE_PATHS,
} from '@thingdock/device-protocol';
import type { Clock } from '@thingdock/effects';
import type { FlowMemory } from './decide.ts';

/** What the device reports about its flow. */
export type FlowReports = {
  tell(flow: FlowIdentity, state: FlowDeployState, more?: { ts?: number; message?: string }): void;
  /** Says what the device has, so that the cloud's copy is put right. */
  tellWhatIs(memory: FlowMemory): void;
  /** Says that Node-RED does not run. */
  tellStopped(): void;
};

export type FlowReportsDeps = {
  report(type: 'reported' | 'status', path: string, value: Json | undefined): void;
  clock: Clock;
};

export function createFlowReports({ report, clock }: FlowReportsDeps): FlowReports {
  function tell(flow: FlowIdentity, state: FlowDeployState, more: { ts?: number; message?: string } = {}): void {
    const { assetId, updateId } = flow;
    const value: FlowReport = { assetId, updateId, state, ts: clock.now(), ...more };
    report('reported', STATE_PATHS.flow, value);
  }

  const tellStopped = (): void =>
    report('status', STATE_PATHS.flowStatus, { state: 'stopped', message: null } satisfies FlowStatus);

  return {
    tell,
    tellStopped,
    tellWhatIs({ current, failed }) {
      if (failed) tell(failed, 'deployFail', { ts: failed.ts, message: failed.message });
      else if (current) tell(current, 'deployed', { ts: current.installedAt });
      else report('reported', STATE_PATHS.flow, undefined);
      if (!current) tellStopped();
    },
  };
}
