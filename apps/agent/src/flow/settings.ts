import { isDeepStrictEqual } from 'node:util';
import {
  desiredEnvironment,
  type Environment,
  isObject,
  type Json,
  type JsonObject,
  parseEnvironment,
  STATE_PATHS,
  switchAt,
} from '@thingdock/device-protocol';
import { readState, writeFileAtomically } from '../platform/files.ts';
import type { Log } from '../platform/log.ts';

/** How Node-RED is to run, across restarts. Absent members were never said by the cloud. */
export type FlowSettings = { enable?: boolean; variables?: Environment };

/** What the desired state says about the settings; variables that cannot be used leave the old ones in place. */
export function decideSettings(
  desired: JsonObject,
  known: FlowSettings,
): { settings: FlowSettings; problem?: string; changed: boolean } {
  const enable = switchAt(desired, STATE_PATHS.flowEnable) ?? (known.enable === undefined ? undefined : true);
  const asked = desiredEnvironment(desired);
  const mentioned = asked.ok && (known.variables !== undefined || Object.keys(asked.value).length > 0);
  const variables = mentioned ? asked.value : known.variables;
  const settings = { ...(enable === undefined ? {} : { enable }), ...(variables ? { variables } : {}) };
  const changed = !isDeepStrictEqual(settings, known);
  return { settings, changed, ...(asked.ok ? {} : { problem: asked.problem }) };
}

/** What the device reports about them. */
export function settingsReports({ enable, variables }: FlowSettings): [path: string, value: Json][] {
  return [
    ...(enable === undefined ? [] : [[STATE_PATHS.flowEnable, enable] as [string, Json]]),
    ...(variables === undefined ? [] : [[STATE_PATHS.reportedEnvVariables, variables] as [string, Json]]),
  ];
}

export type SettingsStore = { readonly settings: FlowSettings; save(next: FlowSettings): Promise<void> };

export async function openSettings({ file, log }: { file: string; log: Log }): Promise<SettingsStore> {
  const onCorrupt = (bad: string) => log.error('flow.settings-corrupt', { file: bad });
  let settings: FlowSettings = (await readState(file, parseSettings, onCorrupt)) ?? {};
  return {
    get settings() {
      return settings;
    },
    async save(next) {
      await writeFileAtomically(file, `${JSON.stringify(next, null, 2)}\n`);
      settings = next;
    },
  };
}

function parseSettings(raw: unknown): FlowSettings | undefined {
  if (!isObject(raw)) return undefined;
  const { enable } = raw;
  const variables = raw.variables === undefined ? undefined : parseEnvironment(raw.variables);
  if (variables && !variables.ok) return undefined;
  return {
    ...(typeof enable === 'boolean' ? { enable } : {}),
    ...(variables ? { variables: variables.value } : {}),
  };
}
