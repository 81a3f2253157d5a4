import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FlowPackage } from '@thingdock/device-protocol';
import { readTextIfPresent, syncFolder, writeFileAtomically } from '../platform/files.ts';
import { encryptCredentials } from './credentials.ts';
import { DeployError } from './deploy-error.ts';

export type InstallDeps = {
  /** Folder of all versions. */
  versions: string;
  /** Name of the folder to make. */
  name: string;
  credentialSecret: string;
  /** Installs the npm packages that the folder's package.json names. */
  npmInstall(folder: string, signal: AbortSignal): Promise<void>;
  signal: AbortSignal;
};

/**
 * Lays a flow out as a Node-RED user directory of its own. Nothing that runs is touched: the folder gets its name when it
 * is complete, and what an earlier attempt left half made is swept by `sweepVersions`.
 */
export async function installFlow(flow: FlowPackage, deps: InstallDeps): Promise<void> {
  const { versions, name, signal } = deps;
  const unfinished = join(versions, `${name}${UNFINISHED}`);
  await mkdir(unfinished, { recursive: true, mode: 0o700 });
  try {
    await writeFileAtomically(join(unfinished, 'flows.json'), JSON.stringify(flow.flow, null, 2));
    if (flow.cred)
      await writeFileAtomically(
        join(unfinished, 'flows_cred.json'),
        encryptCredentials(flow.cred, deps.credentialSecret),
      );
    await writeFile(join(unfinished, 'package.json'), packageJson(flow.packages ?? {}));
    const packages = Object.keys(flow.packages ?? {});
    if (packages.length > 0) await deps.npmInstall(unfinished, signal);
    await requirePackages(unfinished, packages);
    signal.throwIfAborted();
    await rename(unfinished, join(versions, name));
    await syncFolder(versions);
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    throw error;
  }
}

/** npm calls it a success when a local folder that it should link to does not exist. */
async function requirePackages(folder: string, names: readonly string[]): Promise<void> {
  for (const name of names) {
    const manifest = await readTextIfPresent(join(folder, 'node_modules', name, 'package.json'));
    if (manifest === undefined) throw new DeployError(`npm installed no package ${name}`, { retry: false });
  }
}

const UNFINISHED = '.unfinished';

/** Removes every version but the named ones. */
export async function sweepVersions(versions: string, keep: readonly (string | undefined)[]): Promise<void> {
  await mkdir(versions, { recursive: true, mode: 0o700 });
  for (const name of await readdir(versions))
    if (!keep.includes(name)) await rm(join(versions, name), { recursive: true, force: true });
}

function packageJson(dependencies: object): string {
  const description = 'A flow deployed to this device, and the packages that it needs';
  return `${JSON.stringify({ name: 'thingdock-flow', private: true, description, dependencies }, null, 2)}\n`;
}
