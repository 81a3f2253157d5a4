import { parseAssetPath, parseFilename } from './asset-paths.ts';
import { type Environment, environmentList, parseEnvironmentList } from './environment.ts';
import { isObject, isText, type Json, type JsonObject, type Parsed, parsed, problem } from './json.ts';
import { parseWhole } from './limits.ts';

/** How a program is run on a device. */
export type ProgramRun = {
  /** One line, split as a shell does it; empty for none. */
  args: string;
  envs: Environment;
  /** Seconds after which it is killed. */
  maxTime: number;
};

/** A program of an earlier asset that runs before or after a file is put in place. */
export type FileHook = ProgramRun & {
  stage: 'preDeploy' | 'postDeploy';
  /** Below the assets folder of the device. */
  path: string;
};

/** A file as a device is to have it. On the wire it is nested; see `fileAssetState`. */
export type FileAssetConfig = {
  name: string;
  /** Folder below the assets folder; absent: that folder itself. */
  directory?: string;
  filename: string;
  /** Bytes. */
  size: number;
  /** Base64 of the SHA-256 of the content. */
  integrity: string;
  /** What the device gives for the download address. */
  key: string;
  /** Present: the file is run once it is there. */
  run?: ProgramRun;
  hooks: readonly FileHook[];
};

/** `desired.assets.assets.ID`: putting the same file there once more takes a new `updateId`. */
export type FileAsset = { updateId: string; ts: number; config: FileAssetConfig };

/** The largest file that is deployed: 500 MB. */
export const FILE_SIZE_MOST = 500_000_000;
/** Seconds that a program may run. */
const RUN_SECONDS = [1, 300] as const;
const LONGEST_ARGUMENTS = 10_000;
const MOST_HOOKS = 50;

/** Cloud: what stands in the desired state. */
export function fileAssetState({ updateId, ts, config }: FileAsset): JsonObject {
  const { name, directory, filename, size, integrity, key, run, hooks } = config;
  const program: JsonObject = run ? { exec: true, execConfig: { ...programState(run), maxTime: run.maxTime } } : {};
  const fileTypeConfig: JsonObject = {
    ...{ src: 'internal', internalSrcConfig: { stored: true, key }, filename, size, integrity },
    ...program,
  };
  const place: JsonObject = directory === undefined ? {} : { destPath: directory };
  const wire: JsonObject = { name, type: 'file', ...place, fileTypeConfig, hooks: hooks.map(hookState) };
  return { updateId, ts, config: wire };
}

function hookState(hook: FileHook): JsonObject {
  const { stage, maxTime, path } = hook;
  return { stage, type: 'asset', maxTime, assetTypeConfig: { assetPath: path, ...programState(hook) } };
}

const programState = ({ args, envs }: ProgramRun): JsonObject => ({ args, envs: environmentList(envs) });

/** Device: reads one entry of the desired assets. Nothing in what it gives back leads out of the assets folder. */
export function parseFileAsset(raw: unknown): Parsed<FileAsset> {
  if (!isObject(raw)) return problem('the asset is not an object');
  const { updateId, ts } = raw;
  if (!isText(updateId)) return problem('the asset has no updateId');
  const config = parseFileAssetConfig(raw.config);
  return config.ok ? parsed({ updateId, ts: typeof ts === 'number' ? ts : 0, config: config.value }) : config;
}

export function parseFileAssetConfig(raw: unknown): Parsed<FileAssetConfig> {
  if (!isObject(raw)) return problem('the asset has no config');
  if (raw.type !== 'file') return problem(`the asset is of the type ${JSON.stringify(raw.type ?? null)}, not a file`);
  const directory = isText(raw.destPath) ? parseAssetPath(raw.destPath, 'the directory') : parsed(undefined);
  if (!directory.ok) return directory;
  const content = parseContent(raw.fileTypeConfig);
  if (!content.ok) return content;
  const hooks = parseHooks(raw.hooks);
  if (!hooks.ok) return hooks;
  const { value: where } = directory;
  const name = isText(raw.name) ? raw.name : content.value.filename;
  return parsed({ name, ...(where === undefined ? {} : { directory: where }), ...content.value, hooks: hooks.value });
}

function parseContent(raw: unknown): Parsed<Omit<FileAssetConfig, 'name' | 'directory' | 'hooks'>> {
  if (!isObject(raw)) return problem('the asset has no fileTypeConfig');
  const { integrity, internalSrcConfig } = raw;
  const filename = parseFilename(raw.filename);
  if (!filename.ok) return filename;
  const size = parseWhole(raw.size, [0, FILE_SIZE_MOST], 'the size');
  if (!size.ok) return size;
  if (!isText(integrity) || !/^[A-Za-z0-9+/]{43}=$/.test(integrity))
    return problem('the integrity is not the base64 of a SHA-256');
  const key = isObject(internalSrcConfig) ? internalSrcConfig.key : undefined;
  if (!isText(key) || key.length > 1_000) return problem('the asset has no key for its download');
  const run = raw.exec === true ? parseRun(raw.execConfig, undefined) : parsed(undefined);
  if (!run.ok) return run;
  const program = run.value ? { run: run.value } : {};
  return parsed({ filename: filename.value, size: size.value, integrity, key, ...program });
}

function parseHooks(raw: Json | undefined): Parsed<FileHook[]> {
  if (raw === undefined || raw === null) return parsed([]);
  if (!Array.isArray(raw) || raw.length > MOST_HOOKS) return problem(`hooks is not a list of at most ${MOST_HOOKS}`);
  const hooks: FileHook[] = [];
  for (const entry of raw) {
    const hook = parseHook(entry);
    if (!hook.ok) return hook;
    // A hook without a path is none.
    if (hook.value) hooks.push(hook.value);
  }
  return parsed(hooks);
}

function parseHook(raw: unknown): Parsed<FileHook | undefined> {
  if (!isObject(raw)) return problem('a hook is not an object');
  const { stage, type, assetTypeConfig: what } = raw;
  if (stage !== 'preDeploy' && stage !== 'postDeploy') return problem(`unknown stage ${JSON.stringify(stage ?? null)}`);
  if (type !== 'asset' || !isObject(what)) return problem('a hook names no asset to run');
  if (!isText(what.assetPath)) return parsed(undefined);
  const path = parseAssetPath(what.assetPath, 'the path of a hook');
  if (!path.ok) return path;
  const run = parseRun(what, raw.maxTime);
  return run.ok ? parsed({ stage, path: path.value, ...run.value }) : run;
}

/** `maxTime` stands beside the arguments for a file, one level up for a hook. */
function parseRun(raw: unknown, maxTimeAbove: unknown): Parsed<ProgramRun> {
  const { args, envs, maxTime = maxTimeAbove } = isObject(raw) ? raw : {};
  if (args !== undefined && args !== null && (typeof args !== 'string' || args.length > LONGEST_ARGUMENTS))
    return problem('args is not a text, or too long');
  if (typeof args === 'string' && args.includes('\0')) return problem('args contains a zero byte');
  const variables = parseEnvironmentList(envs);
  if (!variables.ok) return variables;
  const seconds = parseWhole(maxTime, RUN_SECONDS, 'the longest time to run, in seconds,');
  return seconds.ok ? parsed({ args: args ?? '', envs: variables.value, maxTime: seconds.value }) : seconds;
}
