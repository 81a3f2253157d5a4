import type { FileSettings, Hook } from '@thingdock/api';
import type { Pair } from '../../../../ui/pair-rows.tsx';
import { pairFaults, toPairs, toRecord } from '../../../../words/pairs.ts';

export type HookDraft = {
  stage: Hook['stage'];
  path: string;
  arguments: string;
  environment: readonly Pair[];
  maxSeconds: number;
};

/** How a version is put on a device, as it is typed. */
export type SettingsDraft = {
  directory: string;
  execute: boolean;
  arguments: string;
  environment: readonly Pair[];
  maxSeconds: number;
  hooks: readonly HookDraft[];
};

export const NO_SETTINGS: SettingsDraft = {
  directory: '',
  execute: false,
  arguments: '',
  environment: [],
  maxSeconds: 60,
  hooks: [],
};

export const NEW_HOOK: HookDraft = { stage: 'pre-deploy', path: '', arguments: '', environment: [], maxSeconds: 60 };

export const fromSettings = ({ directory, execute, hooks }: FileSettings): SettingsDraft => ({
  directory: directory ?? '',
  execute: execute !== null,
  arguments: execute?.arguments ?? '',
  environment: toPairs(execute?.environment ?? {}),
  maxSeconds: execute?.maxSeconds ?? NO_SETTINGS.maxSeconds,
  hooks: hooks.map((hook) => ({
    ...hook,
    arguments: hook.arguments ?? '',
    environment: toPairs(hook.environment ?? {}),
  })),
});

export function toSettings(draft: SettingsDraft): FileSettings {
  const { directory, execute, maxSeconds, environment, hooks } = draft;
  return {
    directory: directory === '' ? null : directory,
    execute: execute ? { arguments: draft.arguments.trim(), environment: toRecord(environment), maxSeconds } : null,
    // A hook without a path is none: that is how one is taken away in the guide's form.
    hooks: hooks.filter(({ path }) => path.trim() !== '').map(toHook),
  };
}

const toHook = ({ stage, path, arguments: args, environment, maxSeconds }: HookDraft): Hook => ({
  stage,
  path: path.trim(),
  maxSeconds,
  ...(args.trim() !== '' && { arguments: args.trim() }),
  ...(environment.length > 0 && { environment: toRecord(environment) }),
});

const SHORT_NAME = /^[A-Za-z0-9_-]{1,30}$/;
export const SHORT_NAME_WORDS = '1–30 letters, digits, _ and -.';

export function nameFault(name: string): string | undefined {
  return SHORT_NAME.test(name) ? undefined : SHORT_NAME_WORDS;
}

/** What speaks against the settings, as fields and sentences; empty when nothing does. */
export function settingsFaults({
  directory,
  execute,
  environment,
  maxSeconds,
  hooks,
}: SettingsDraft): Record<string, string> {
  const faults: Record<string, string> = {};
  if (directory !== '' && !SHORT_NAME.test(directory)) faults.directory = SHORT_NAME_WORDS;
  if (execute && !isSeconds(maxSeconds)) faults.maxSeconds = SECONDS_WORDS;
  if (execute && Object.keys(pairFaults(environment)).length > 0) faults.environment = 'A name is not right.';
  for (const [index, hook] of hooks.entries()) {
    if (!isSeconds(hook.maxSeconds)) faults[`hooks.${index}.maxSeconds`] = SECONDS_WORDS;
    if (hook.path.startsWith('/') || hook.path.split('/').includes('..'))
      faults[`hooks.${index}.path`] = 'Below the assets folder: neither / in front nor .. in it.';
  }
  return faults;
}

const SECONDS_WORDS = '1–300 seconds.';
const isSeconds = (value: number) => Number.isInteger(value) && value >= 1 && value <= 300;

/** A name for a file by what it is called on the disk. */
export const nameFrom = (filename: string): string =>
  filename
    .replace(/\.[^.]*$/, '')
    .replaceAll(/[^A-Za-z0-9_-]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 30);

/** Where the file comes to lie on the device, below the agent's folder of assets. */
export const landsAt = (directory: string | null, filename: string): string =>
  directory ? `assets/${directory}/${filename}` : `assets/${filename}`;
