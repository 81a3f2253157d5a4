import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { CreatedThing } from '@thingdock/api';
import { fileReason } from '../context.ts';
import { Failure } from '../failures.ts';

/** A folder in the making: beside its place, and moved there as a whole when it is complete. */
export type StagedFolder = {
  /** Writes `name` (`certs/root.pem`) readable by its owner only. */
  write(name: string, text: string): Promise<void>;
  /** Moves the folder to its place. */
  publish(): Promise<void>;
  /** Removes it, as if it had never been. */
  discard(): Promise<void>;
};

/**
 * Begins a folder at `target`, which must be absent or empty, so that a wrong place is found out before anything is
 * made in AWS. Throws `folder_not_empty` or `file_unwritable`.
 */
export async function stageFolder(target: string): Promise<StagedFolder> {
  await refuseContent(target);
  const stage = join(dirname(target), `.${basename(target)}.${randomBytes(6).toString('hex')}`);
  await writing(target, async () => {
    await mkdir(dirname(target), { recursive: true });
    await mkdir(join(stage, 'certs'), { recursive: true, mode: 0o700 });
  });
  return {
    write: (name, text) => writing(target, () => writeFile(join(stage, name), text, { mode: 0o600, flag: 'wx' })),
    publish: async () => {
      await refuseContent(target);
      await writing(target, async () => {
        await rmdir(target).catch(unlessMissing);
        await rename(stage, target);
      });
    },
    discard: () => rm(stage, { recursive: true, force: true }),
  };
}

export type DeviceFiles = { config: string; caCert: string; clientCert: string; privateKey: string };

/** Names of the files of a device, relative to its folder; ":" of a thing name cannot be in a file name everywhere. */
export function deviceFiles(thingName: string): DeviceFiles {
  const base = thingName.replaceAll(':', '_');
  return {
    config: 'config.json',
    caCert: 'certs/root.pem',
    clientCert: `certs/${base}.crt.pem`,
    privateKey: `certs/${base}-private.pem`,
  };
}

/** The `config.json` that device agents read; its paths are relative to the file itself. */
export function deviceConfig(thing: CreatedThing, files: DeviceFiles): string {
  const config = {
    host: thing.mqttHost,
    port: thing.mqttPort,
    clientId: thing.name,
    thingName: thing.name,
    caCert: files.caCert,
    clientCert: files.clientCert,
    privateKey: files.privateKey,
  };
  return `${JSON.stringify(config, null, 2)}\n`;
}

async function refuseContent(path: string): Promise<void> {
  const names = await writing(path, () => readdir(path).catch(unlessMissing));
  if (names && names.length > 0) throw new Failure('folder_not_empty', { details: { path } });
}

async function writing<T>(path: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw new Failure('file_unwritable', { details: { path, reason: fileReason(error) }, cause: error });
  }
}

function unlessMissing(error: unknown): undefined {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
  throw error;
}
