import {
  CONTROL_TOPICS,
  type FlowIdentity,
  parseFlowDataUrlAnswer,
  parseFlowPackage,
  responseBody,
  type StateUpdate,
} from '@thingdock/device-protocol';
import type { Requests } from './requests.ts';
import type { Trees } from './trees.ts';
import type { DeviceMemory, DeviceOptions, FlowScript, Outcome } from './types.ts';

type Deployment = {
  identity: FlowIdentity;
  /** Where the flow lies, when the order said so. Such a device reports nothing about it. */
  url?: string;
  memory: DeviceMemory;
  requests: Requests;
  trees: Trees;
  runFlow: DeviceOptions['runFlow'];
  outcome: Outcome;
};

const BEGUN: FlowScript = [{ state: 'deployPending' }, { state: 'deploying' }];

function scriptOf(outcome: Outcome): FlowScript {
  if (outcome === 'stuck') return BEGUN;
  if (typeof outcome === 'object') return [...BEGUN, { state: 'deployFail', message: outcome.fail }];
  return [...BEGUN, { state: 'deployed' }];
}

/** Fetches a flow and reports what the script says. Several states travel in one list, as agents send them. */
export async function deploy(deployment: Deployment): Promise<void> {
  const { identity, memory, trees, runFlow, outcome } = deployment;
  if (outcome === 'stuck') memory.stuck = identity;
  else delete memory.stuck;
  const url = deployment.url ?? (await askForUrl(deployment));
  memory.urls.push(url);
  const download = await fetch(url);
  if (!download.ok) throw new Error(`the download was answered ${download.status}`);
  const flow = parseFlowPackage(await download.text());
  if (!flow.ok) throw new Error(flow.problem);
  memory.packages.push(flow.value);
  if (deployment.url !== undefined) return;

  const steps = runFlow?.(flow.value, identity) ?? scriptOf(outcome);
  const updates = steps.map(
    (step): StateUpdate => ({
      type: 'reported',
      op: 'set',
      path: 'flow.flow',
      state: { ...identity, state: step.state, ts: Date.now(), ...(step.message ? { message: step.message } : {}) },
    }),
  );
  const last = updates.pop();
  if (updates.length > 0) await trees.report(updates);
  if (last) await trees.report([last]);
}

async function askForUrl({ identity, requests }: Deployment): Promise<string> {
  const answer = responseBody(await requests.send(CONTROL_TOPICS.flowDataUrl, identity));
  const url = answer.ok ? parseFlowDataUrlAnswer(answer.value) : answer;
  if (!url.ok) throw new Error(`${CONTROL_TOPICS.flowDataUrl}: ${url.problem}`);
  return url.value;
}
