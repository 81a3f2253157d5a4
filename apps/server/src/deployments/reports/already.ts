import {
  desiredEnvironment,
  filePath,
  parseFlowStatus,
  reportedEnvironment,
  STATE_PATHS,
  switchAt,
  valueAt,
} from '@thingdock/device-protocol';
import type { DeviceTrees } from '../../agents/index.ts';
import type { Wanted } from '../wanted.ts';

/**
 * Whether a device has said that it is as it is wanted, so that it will say nothing more. `desired` already carries the order.
 * Flows and files are told by their update, which a device repeats.
 */
export function isAlready(wanted: Wanted, { desired = {}, reported, status = {} }: DeviceTrees): boolean {
  if (reported === undefined) return false;
  switch (wanted.what) {
    case 'flow':
    case 'file':
      return false;
    case 'no-flow':
      return valueAt(reported, STATE_PATHS.flow) === undefined;
    case 'no-file':
      return valueAt(reported, filePath(wanted.file.id)) === undefined;
    case 'enable': {
      const flow = parseFlowStatus(valueAt(status, STATE_PATHS.flowStatus));
      const does = flow.ok ? flow.value.state : undefined;
      const follows = does === undefined || does === (wanted.enable ? 'running' : 'stopped');
      return switchAt(reported, STATE_PATHS.flowEnable) === wanted.enable && follows;
    }
    case 'variables': {
      const [want, has] = [desiredEnvironment(desired), reportedEnvironment(reported)];
      if (!want.ok || !has.ok || has.value === undefined) return false;
      const names = Object.keys(want.value);
      return (
        names.length === Object.keys(has.value).length && names.every((name) => has.value?.[name] === want.value[name])
      );
    }
  }
}
