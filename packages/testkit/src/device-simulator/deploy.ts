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
import type { DeviceMemory, DeviceOptions, FlowScript } from './types.ts';

type Deployment = {
  identity: FlowIdentity;
  memory: DeviceMemory;
  requests: Requests;
  trees: Trees;
  runFlow: DeviceOptions['runFlow'];
};

const AS_IT_SHOULD: FlowScript = [{ state: 'deployPending' }, { state: 'deploying' }, { state: 'deployed' }];

/** Fetches a flow and reports what the script says. Several states travel in one list, as agents send them. */
export async function deploy({ identity, memory, requests, trees, runFlow }: Deployment): Promise<void> {
  const answer = responseBody(await requests.send(CONTROL_TOPICS.flowDataUrl, identity));
  const url = answer.ok ? parseFlowDataUrlAnswer(answer.value) : answer;
  if (!url.ok) throw new Error(`${CONTROL_TOPICS.flowDataUrl}: ${url.problem}`);
  memory.urls.push(url.value);
  const download = await fetch(url.value);
  if (!download.ok) throw new Error(`the download was answered ${download.status}`);
  const flow = parseFlowPackage(await download.text());
  if (!flow.ok) throw new Error(flow.problem);
  memory.packages.push(flow.value);

  const steps = runFlow?.(flow.value, identity) ?? AS_IT_SHOULD;
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
