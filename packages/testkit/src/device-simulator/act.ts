import { createHash } from 'node:crypto';
import {
  FILE_URL_PATH,
  type FileAsset,
  fileAssetState,
  filePath,
  type JsonObject,
  parseFileUrlAnswer,
  STATE_PATHS,
  type StateUpdate,
} from '@thingdock/device-protocol';
import { deploy } from './deploy.ts';
import type { Requests } from './requests.ts';
import type { Trees } from './trees.ts';
import type { Action, DeviceMemory, DeviceOptions, Outcome } from './types.ts';

export type Acting = { memory: DeviceMemory; requests: Requests; trees: Trees; options: DeviceOptions };

/** Does what the desired state asks for, as the script says, and reports it as agents do. */
export async function act(action: Action, device: Acting): Promise<void> {
  const { memory, options } = device;
  const outcome = options.outcome?.(action) ?? 'succeed';
  remember(action, memory);
  if (outcome === 'silent') return;
  switch (action.kind) {
    case 'flow-deploy':
      return deploy({ identity: action.flow, ...device, runFlow: options.runFlow, outcome });
    case 'flow-remove':
      return report(device, removal(STATE_PATHS.flow, { ...action.flow }, outcome));
    case 'flow-enable':
      return report(device, [
        set('reported', STATE_PATHS.flowEnable, action.enable),
        nodeRed(outcome, action.enable ? 'running' : 'stopped'),
      ]);
    case 'env-set':
      return report(device, [
        set('reported', STATE_PATHS.reportedEnvVariables, action.variables),
        nodeRed(outcome, memory.enabled === false ? 'stopped' : 'running'),
      ]);
    case 'file-deploy':
      return deployFile(action, outcome, device);
    case 'file-remove':
      return report(device, removal(filePath(action.assetId), { updateId: action.updateId }, outcome));
  }
}

/** An action is begun once, however often the desired state is read. */
function remember(action: Action, memory: DeviceMemory): void {
  memory.actions.push(action);
  if (action.kind === 'flow-deploy') memory.flow = action.flow;
  if (action.kind === 'flow-remove') delete memory.flow;
  if (action.kind === 'flow-enable') memory.enabled = action.enable;
  if (action.kind === 'env-set') memory.variables = action.variables;
  if (action.kind === 'file-deploy') memory.files[action.assetId] = action.asset;
  if (action.kind === 'file-remove') delete memory.files[action.assetId];
}

const set = (type: StateUpdate['type'], path: string, state: StateUpdateValue): StateUpdate => ({
  ...{ type, op: 'set', path, state },
});
type StateUpdateValue = Extract<StateUpdate, { op: 'set' }>['state'];

const nodeRed = (outcome: Outcome, state: 'running' | 'stopped'): StateUpdate => {
  const failed = typeof outcome === 'object' ? { state: 'error', message: outcome.fail } : { state, message: null };
  return set('status', STATE_PATHS.flowStatus, { ...failed, controlSrc: 'deviceState' });
};

function removal(path: string, what: JsonObject, outcome: Outcome): StateUpdate[] {
  const state = (name: string, more: JsonObject = {}) =>
    set('reported', path, { ...what, state: name, ts: Date.now(), ...more });
  const begun = [state('removePending'), state('removing')];
  if (outcome === 'stuck') return begun;
  if (typeof outcome === 'object') return [...begun, state('removeFail', { message: outcome.fail })];
  return [...begun, { type: 'reported', op: 'remove', path }];
}

/** Several states travel in one list, as agents send them; the last one goes apart. */
async function report({ trees }: Acting, updates: readonly StateUpdate[]): Promise<void> {
  const last = updates.slice(-1);
  if (updates.length > 1) await trees.report(updates.slice(0, -1));
  if (last.length > 0) await trees.report(last);
}

async function deployFile(
  { assetId, asset }: Extract<Action, { kind: 'file-deploy' }>,
  outcome: Outcome,
  device: Acting,
): Promise<void> {
  const { updateId } = asset;
  const { config = null } = fileAssetState(asset);
  const state = (name: string, more: JsonObject = {}) =>
    set('reported', filePath(assetId), { updateId, ts: Date.now(), config, state: name, ...more });
  const begun = [state('deployPending', { pendingUpdateId: updateId }), state('deploying', { updateAttemptCount: 1 })];
  await device.trees.report(begun);
  if (outcome === 'stuck') return;
  const failure = typeof outcome === 'object' ? outcome.fail : await download(asset, device);
  await device.trees.report([failure === undefined ? state('deployed') : state('deployFail', { message: failure })]);
}

/** Fetches the content and compares it; gives back what was wrong, in words. */
async function download({ config }: FileAsset, { memory }: Acting): Promise<string | undefined> {
  const { accessToken, registration, urls } = memory;
  const asked = await fetch(`${registration?.agentManagerBaseUrl}${FILE_URL_PATH}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${accessToken ?? ''}` },
    body: JSON.stringify({ key: config.key }),
  });
  if (!asked.ok) return `the question for the address was answered ${asked.status}: ${await asked.text()}`;
  const url = parseFileUrlAnswer(await asked.json());
  if (!url.ok) return url.problem;
  urls.push(url.value);
  const answer = await fetch(url.value);
  const hash = createHash('sha256');
  let size = 0;
  for await (const chunk of answer.body ?? []) {
    hash.update(chunk);
    size += chunk.length;
  }
  if (!answer.ok) return `the download was answered ${answer.status}`;
  const digest = hash.digest('base64');
  if (size === config.size && digest === config.integrity) return undefined;
  return `Failed to verify asset: expected ${config.size} bytes ${config.integrity}, got ${size} bytes ${digest}`;
}
