import { errorText, Fault, type FieldError, type FileSettings } from '@thingdock/api';
import {
  type FileAssetConfig,
  fileAssetState,
  isEnvironmentName,
  parseAssetPath,
  parseFileAsset,
} from '@thingdock/device-protocol';
import type { FileRow, FileVersionRow } from './tables.ts';

/** A setting that devices would refuse. */
export function fileFault(field: string, reason: string): Fault {
  return new Fault('file_setting_invalid', { details: { reason }, errors: [fieldError(field, reason)] });
}

const fieldError = (field: string, reason: string): FieldError => ({
  field,
  code: 'file_setting_invalid',
  detail: errorText('file_setting_invalid', { reason }),
});

/** Checks what the schema of the API cannot say. Throws `file_setting_invalid` naming the first field that is wrong. */
export function checkSettings({ execute, hooks }: FileSettings): void {
  checkEnvironment('execute.environment', execute?.environment ?? {});
  for (const [index, { path, environment }] of hooks.entries()) {
    const read = parseAssetPath(path, 'the path of a hook');
    if (!read.ok) throw fileFault(`hooks.${index}.path`, read.problem);
    checkEnvironment(`hooks.${index}.environment`, environment ?? {});
  }
}

function checkEnvironment(field: string, variables: Readonly<Record<string, string>>): void {
  const bad = Object.keys(variables).find((name) => !isEnvironmentName(name));
  if (bad !== undefined)
    throw fileFault(`${field}.${bad}`, `no environment variable of a program on a device may be named "${bad}"`);
}

/** A version as devices read it. The id of the version is what they ask with for its download. */
export function fileConfig(file: Pick<FileRow, 'name'>, version: Omit<FileVersionRow, 'deleted_at'>): FileAssetConfig {
  const { directory, execute, hooks } = version.settings;
  const config: FileAssetConfig = {
    name: file.name,
    ...(directory === null ? {} : { directory }),
    ...{ filename: version.filename, size: version.size, integrity: version.sha256, key: version.id },
    ...(execute && {
      run: { args: execute.arguments, envs: execute.environment, maxTime: execute.maxSeconds },
    }),
    hooks: hooks.map((hook) => ({
      stage: hook.stage === 'pre-deploy' ? 'preDeploy' : 'postDeploy',
      path: hook.path,
      ...{ args: hook.arguments ?? '', envs: hook.environment ?? {}, maxTime: hook.maxSeconds },
    })),
  };
  const read = parseFileAsset(fileAssetState({ updateId: 'u', ts: 0, config }));
  if (!read.ok) throw fileFault('(body)', read.problem);
  return config;
}
