import { setTimeout } from 'node:timers/promises';
import {
  CONTROL_TOPICS,
  type FlowIdentity,
  type FlowPackage,
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

/** How often agents try before they give up, and how long they wait in between. */
const ATTEMPTS = 3;
const ATTEMPT_AGAIN_MS = 1_000;
const GAVE_UP: FlowScript = [...BEGUN, { state: 'deployFail', message: 'Too many update attempts' }];

/** Fetches a flow and reports what the script says. Several states travel in one list, as agents send them. */
export async function deploy(deployment: Deployment): Promise<void> {
  const { identity, memory, trees, runFlow, outcome } = deployment;
  if (outcome === 'stuck') memory.stuck = identity;
  else delete memory.stuck;
  const flow = await fetchFlow(deployment);
  if (flow) memory.packages.push(flow);
  if (deployment.url !== undefined) return;

  const steps = flow ? (runFlow?.(flow, identity) ?? scriptOf(outcome)) : GAVE_UP;
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

/** Tries as often as agents do, each time with a fresh address; undefined when no attempt got anything. */
async function fetchFlow(deployment: Deployment): Promise<FlowPackage | undefined> {
  const { memory } = deployment;
  for (let attempt = 1; ; attempt += 1) {
    const url = deployment.url ?? (await askForUrl(deployment));
    memory.urls.push(url);
    try {
      return await download(url);
    } catch (error) {
      if (attempt < ATTEMPTS) await setTimeout(ATTEMPT_AGAIN_MS);
      else {
        memory.problems.push(error instanceof Error ? error.message : String(error));
        return undefined;
      }
    }
  }
}

async function download(url: string): Promise<FlowPackage> {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`the download was answered ${answer.status}`);
  const flow = parseFlowPackage(await answer.text());
  if (!flow.ok) throw new Error(flow.problem);
  return flow.value;
}

async function askForUrl({ identity, requests }: Deployment): Promise<string> {
  const answer = responseBody(await requests.send(CONTROL_TOPICS.flowDataUrl, identity));
  const url = answer.ok ? parseFlowDataUrlAnswer(answer.value) : answer;
  if (!url.ok) throw new Error(`${CONTROL_TOPICS.flowDataUrl}: ${url.problem}`);
  return url.value;
}
