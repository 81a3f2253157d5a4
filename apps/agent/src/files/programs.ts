import { access, constants, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { FileAssetConfig, FileHook, ProgramRun } from '@thingdock/device-protocol';
import { ASSETS_VARIABLE } from '../config/folder.ts';
import { childEnvironment } from '../node-red/process.ts';
import { reasonOf } from '../platform/errors.ts';
import type { Log } from '../platform/log.ts';
import { failureOfProgram, type ProgramOptions, runProgram } from '../platform/program.ts';
import type { Disk } from './disk.ts';
import { FileError } from './file-error.ts';
import { splitArguments } from './split-arguments.ts';

export type ProgramDeps = { disk: Pick<Disk, 'root' | 'path'>; guard: ProgramOptions['guard']; log: Log };

/** Runs the hooks of one stage, in order. Rejects with FileError at the first that fails. */
export async function runHooks(
  { hooks }: Pick<FileAssetConfig, 'hooks'>,
  stage: FileHook['stage'],
  deps: ProgramDeps,
  signal: AbortSignal,
): Promise<void> {
  const words = stage === 'preDeploy' ? 'pre-deploy hook' : 'post-deploy hook';
  for (const hook of hooks.filter((each) => each.stage === stage))
    await runAsset(hook.path, hook, { ...deps, what: `Failed to run ${words} ${hook.path}`, signal });
}

/** Runs the file that was just put in place. */
export function runFile(place: string, run: ProgramRun, deps: ProgramDeps, signal: AbortSignal): Promise<void> {
  return runAsset(place, run, { ...deps, what: 'Failed to install asset', signal });
}

async function runAsset(
  place: string,
  { args, envs, maxTime }: ProgramRun,
  { disk, guard, log, what, signal }: ProgramDeps & { what: string; signal: AbortSignal },
): Promise<void> {
  const command = disk.path(place);
  const failure = await requireProgram(command);
  if (failure) throw new FileError(`${what}: ${failure}`, { retry: false });
  const end = await runProgram({
    ...{ command, args: split(args, what), cwd: dirname(command), guard, signal, timeoutMs: maxTime * 1_000 },
    env: { ...childEnvironment(process.env), [ASSETS_VARIABLE]: disk.root, THINGDOCK_ASSETS_PATH: disk.root, ...envs },
    onLine: (line) => log.info('file.output', { place, line }),
  });
  const problem = failureOfProgram(end, maxTime * 1_000);
  if (problem) throw new FileError(`${what}: ${problem}`, { retry: true });
}

function split(args: string, what: string): string[] {
  try {
    return splitArguments(args);
  } catch (error) {
    throw new FileError(`${what}: ${reasonOf(error)}`, { retry: false });
  }
}

async function requireProgram(file: string): Promise<string | undefined> {
  try {
    if (!(await stat(file)).isFile()) return 'it is not a file';
    await access(file, constants.X_OK);
    return undefined;
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    return missing ? 'there is no such file on the device' : 'it was not deployed to be executed';
  }
}
