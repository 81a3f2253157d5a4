import { type FlowIdentity, parseFlowIdentity } from './flow-identity.ts';
import { isObject, type Parsed, parsed, problem } from './json.ts';
import { readMessage } from './limits.ts';

/** How far a device has come with a flow (`reported.flow.flow.state`). */
export const FLOW_DEPLOY_STATES = [
  'deployPending',
  'deploying',
  'deployed',
  'deployFail',
  'removePending',
  'removing',
  'removeFail',
] as const;
export type FlowDeployState = (typeof FLOW_DEPLOY_STATES)[number];

/** `reported.flow.flow`. `ts` is the device's clock in milliseconds; `message` says why something failed. */
export type FlowReport = FlowIdentity & { state: FlowDeployState; ts: number; message?: string };

/** What Node-RED does on the device (`status.flow.state`). */
export const FLOW_RUN_STATES = ['running', 'stopped', 'error'] as const;
export type FlowRunState = (typeof FLOW_RUN_STATES)[number];

/** `status.flow`. */
export type FlowStatus = { state: FlowRunState; message: string | null; controlSrc?: 'deviceState' | 'cmd' };

export function parseFlowReport(raw: unknown): Parsed<FlowReport> {
  if (!isObject(raw)) return problem('the flow report is not an object');
  const identity = parseFlowIdentity(raw);
  if (!identity.ok) return identity;
  const state = FLOW_DEPLOY_STATES.find((known) => known === raw.state);
  if (!state) return problem(`unknown flow state ${JSON.stringify(raw.state)}`);
  const message = readMessage(raw.message);
  return parsed({
    ...identity.value,
    state,
    ts: typeof raw.ts === 'number' ? raw.ts : 0,
    ...(message === undefined ? {} : { message }),
  });
}

export function parseFlowStatus(raw: unknown): Parsed<FlowStatus> {
  if (!isObject(raw)) return problem('the flow status is not an object');
  const state = FLOW_RUN_STATES.find((known) => known === raw.state);
  if (!state) return problem(`unknown flow status ${JSON.stringify(raw.state)}`);
  const { message, controlSrc } = raw;
  return parsed({
    state,
    message: readMessage(message) ?? null,
    ...(controlSrc === 'deviceState' || controlSrc === 'cmd' ? { controlSrc } : {}),
  });
}
