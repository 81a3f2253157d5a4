import type { FileSettings, Hook } from '@thingdock/api';
import type { OptionSpecs, Values } from '../command.ts';
import type { Context } from '../context.ts';
import { usage } from '../failures.ts';

const SECONDS = 60;

/** How a version is put on a device. */
export const SETTINGS = {
  directory: { kind: 'text', value: 'NAME', about: 'Folder below the assets folder of the device' },
  execute: { kind: 'flag', about: 'Run the file once it is there' },
  arguments: { kind: 'text', value: 'TEXT', about: 'Its arguments, in one line as a shell splits it' },
  env: { kind: 'list', value: 'NAME=VALUE', about: 'Its environment variables' },
  'max-seconds': { kind: 'number', value: 'N', about: `End it after 1 to 300 seconds; ${SECONDS} when absent` },
  'pre-deploy': { kind: 'text', value: 'PATH', about: 'Run this asset before, by its path below the assets folder' },
  'post-deploy': { kind: 'text', value: 'PATH', about: 'Run this asset after' },
  'hook-seconds': { kind: 'number', value: 'N', about: `End those after 1 to 300 seconds; ${SECONDS} when absent` },
  hooks: {
    kind: 'text',
    value: 'FILE',
    about: 'JSON list of hooks as the API takes them, instead of the three before',
  },
} as const satisfies OptionSpecs;

export const NO_SETTINGS = {
  'no-directory': { kind: 'flag', about: 'Put it in the assets folder itself' },
  'no-execute': { kind: 'flag', about: 'Do not run it any more' },
  'no-hooks': { kind: 'flag', about: 'Run nothing before or after any more' },
} as const satisfies OptionSpecs;

export type SettingOptions = Values<typeof SETTINGS> & Partial<Values<typeof NO_SETTINGS>>;

const NONE: FileSettings = { directory: null, execute: null, hooks: [] };

/** The settings that are asked for; what is not spoken of stays as it was before. */
export async function readSettings(
  context: Pick<Context, 'readText'>,
  options: SettingOptions,
  before: FileSettings = NONE,
): Promise<FileSettings> {
  for (const name of ['directory', 'execute', 'hooks'] as const)
    if (options[name] && options[`no-${name}`]) throw usage(`--${name} and --no-${name} contradict each other.`);
  const directory = options['no-directory'] ? null : (options.directory ?? before.directory);
  const hooks = options['no-hooks'] ? [] : ((await readHooks(context, options)) ?? before.hooks);
  return { directory, execute: options['no-execute'] ? null : readExecution(options, before.execute), hooks };
}

function readExecution(options: SettingOptions, before: FileSettings['execute']): FileSettings['execute'] {
  const { execute, arguments: words, env, 'max-seconds': maxSeconds } = options;
  if (!execute && !before) {
    if (words !== undefined || env || maxSeconds !== undefined)
      throw usage('--arguments, --env and --max-seconds are about a file that is run. Add --execute.');
    return null;
  }
  const base = before ?? { arguments: '', environment: {}, maxSeconds: SECONDS };
  return {
    arguments: words ?? base.arguments,
    environment: env ? readEnvironment(env) : base.environment,
    maxSeconds: maxSeconds ?? base.maxSeconds,
  };
}

function readEnvironment(given: readonly string[]): Record<string, string> {
  const pairs = given.map((text) => {
    const at = text.indexOf('=');
    if (at < 1) throw usage(`"${text}" is no environment variable. It looks like NAME=VALUE.`);
    return [text.slice(0, at), text.slice(at + 1)] as const;
  });
  return Object.fromEntries(pairs);
}

async function readHooks({ readText }: Pick<Context, 'readText'>, options: SettingOptions) {
  const { 'pre-deploy': before, 'post-deploy': after, 'hook-seconds': seconds, hooks } = options;
  if (hooks !== undefined) {
    if (before ?? after ?? seconds) throw usage('Give --hooks, or --pre-deploy, --post-deploy and --hook-seconds.');
    return parseHooks(await readText(hooks, '--hooks'));
  }
  if (before === undefined && after === undefined) {
    if (seconds !== undefined) throw usage('--hook-seconds needs --pre-deploy or --post-deploy.');
    return undefined;
  }
  const hook = (stage: Hook['stage'], path: string | undefined): Hook[] =>
    path === undefined ? [] : [{ stage, path, maxSeconds: seconds ?? SECONDS }];
  return [...hook('pre-deploy', before), ...hook('post-deploy', after)];
}

/** The server checks what is in the list. */
function parseHooks(text: string): Hook[] {
  try {
    const value: unknown = JSON.parse(text);
    if (Array.isArray(value)) return value as Hook[];
  } catch {
    throw usage('--hooks is not JSON.');
  }
  throw usage('--hooks is no list: [{"stage": "pre-deploy", "path": "tools/stop.sh", "maxSeconds": 60}].');
}
