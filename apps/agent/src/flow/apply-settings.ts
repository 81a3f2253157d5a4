import { join } from 'node:path';
import type { Json, JsonObject } from '@thingdock/device-protocol';
import type { Supervisor } from '../node-red/supervisor.ts';
import type { Log } from '../platform/log.ts';
import type { FlowStore } from './memory.ts';
import { decideSettings, type SettingsStore, settingsReports } from './settings.ts';

export type ApplySettingsDeps = {
  versions: string;
  store: Pick<FlowStore, 'memory'>;
  settings: SettingsStore;
  supervisor: Pick<Supervisor, 'keep' | 'stop'>;
  report(type: 'reported', path: string, value: Json | undefined): void;
  log: Log;
};

/** Takes over what the desired state says about switch and variables: Node-RED is stopped, started, or started anew. */
export async function applySettings(desired: JsonObject, deps: ApplySettingsDeps): Promise<void> {
  const { settings, supervisor, log } = deps;
  const decided = decideSettings(desired, settings.settings);
  if (decided.problem) log.error('flow.variables-refused', { problem: decided.problem });
  if (!decided.changed) return;
  await settings.save(decided.settings);
  log.info('flow.settings', { enable: decided.settings.enable !== false });
  await supervisor.stop();
  runInstalled(deps);
  reportSettings(deps);
}

/** Starts the installed flow, unless flows are switched off. */
export function runInstalled({
  versions,
  store,
  settings,
  supervisor,
}: Omit<ApplySettingsDeps, 'report' | 'log'>): void {
  const { current } = store.memory;
  if (current && settings.settings.enable !== false) supervisor.keep(join(versions, current.folder));
}

export function reportSettings({ settings, report }: Pick<ApplySettingsDeps, 'settings' | 'report'>): void {
  for (const [path, value] of settingsReports(settings.settings)) report('reported', path, value);
}
