import {
  desiredEnvironment,
  desiredFlow,
  isObject,
  type JsonObject,
  parseFileAsset,
  STATE_PATHS,
  switchAt,
  valueAt,
} from '@thingdock/device-protocol';
import type { Action, DeviceMemory } from './types.ts';

/** What the desired state asks for that the device has not begun yet, in the order in which agents do it. */
export function decideActions(
  desired: JsonObject,
  memory: Pick<DeviceMemory, 'flow' | 'enabled' | 'variables' | 'files'>,
): Action[] {
  return [...decideSettings(desired, memory), ...decideFlow(desired, memory), ...decideFiles(desired, memory)];
}

function decideSettings(desired: JsonObject, memory: Pick<DeviceMemory, 'enabled' | 'variables'>): Action[] {
  const actions: Action[] = [];
  const enable = switchAt(desired, STATE_PATHS.flowEnable);
  if (enable !== undefined && enable !== memory.enabled) actions.push({ kind: 'flow-enable', enable });
  const variables = desiredEnvironment(desired);
  if (variables.ok && JSON.stringify(variables.value) !== JSON.stringify(memory.variables))
    actions.push({ kind: 'env-set', variables: variables.value });
  return actions;
}

function decideFlow(desired: JsonObject, { flow }: Pick<DeviceMemory, 'flow'>): Action[] {
  const wanted = desiredFlow(desired);
  if (wanted && wanted.updateId !== flow?.updateId) return [{ kind: 'flow-deploy', flow: wanted }];
  const isGone = valueAt(desired, STATE_PATHS.flow) === undefined;
  return flow && isGone ? [{ kind: 'flow-remove', flow }] : [];
}

function decideFiles(desired: JsonObject, { files }: Pick<DeviceMemory, 'files'>): Action[] {
  const found = valueAt(desired, STATE_PATHS.files);
  const wanted = isObject(found) ? found : {};
  const removals = Object.entries(files)
    .filter(([assetId]) => !Object.hasOwn(wanted, assetId))
    .map(([assetId, { updateId }]): Action => ({ kind: 'file-remove', assetId, updateId }));
  const deploys = Object.entries(wanted).flatMap(([assetId, raw]): Action[] => {
    const asset = parseFileAsset(raw);
    if (!asset.ok || asset.value.updateId === files[assetId]?.updateId) return [];
    return [{ kind: 'file-deploy', assetId, asset: asset.value }];
  });
  return [...removals, ...deploys];
}
