import {
  type Environment,
  type FileAssetConfig,
  type FlowIdentity,
  fileAssetState,
  filePath,
  STATE_PATHS,
  type StateOperation,
} from '@thingdock/device-protocol';
import type { Subject } from './kinds.ts';
import type { ActionRow } from './tables.ts';

/** A version of a flow or a file, by what it is called and by what the wire knows of it. */
export type VersionRef = { id: string; name: string; version: number; versionId: string };

/** What one device is to get. */
export type Wanted =
  | { what: 'flow'; flow: VersionRef }
  | { what: 'no-flow' }
  | { what: 'enable'; enable: boolean }
  /** The values are sealed. */
  | { what: 'variables'; sealed: string }
  | { what: 'file'; file: VersionRef }
  | { what: 'no-file'; file: Pick<VersionRef, 'id' | 'name'> };

/** What a device had before an order. With the update that brought it, so that whoever has it still does nothing again. */
export type Had =
  | { what: 'flow'; flow: VersionRef; update: FlowIdentity }
  | { what: 'file'; file: VersionRef; updateId: string; ts: number }
  | Exclude<Wanted, { what: 'flow' } | { what: 'file' }>;

/** What an action wants of each of its devices, as far as it is the same for all. */
export function wantedOf(action: Pick<ActionRow, WantedColumns>): Wanted {
  const { kind, asset_id: id, asset_name: name, version, version_id: versionId } = action;
  const ref = { id: id ?? '', name: name ?? '', version: version ?? 0, versionId: versionId ?? '' };
  switch (kind) {
    case 'flow-deploy':
      return { what: 'flow', flow: ref };
    case 'flow-remove':
      return { what: 'no-flow' };
    case 'flow-start':
    case 'flow-stop':
      return { what: 'enable', enable: kind === 'flow-start' };
    case 'env-set':
      return { what: 'variables', sealed: action.variables_sealed ?? '' };
    case 'file-deploy':
      return { what: 'file', file: ref };
    case 'file-remove':
      return { what: 'no-file', file: { id: ref.id, name: ref.name } };
  }
}

type WantedColumns = 'kind' | 'asset_id' | 'asset_name' | 'version' | 'version_id' | 'variables_sealed';

/** What a device had of a subject that nothing was ever ordered for. */
export function nothingOf(subject: Subject, name: string): Had {
  if (subject === 'flow') return { what: 'no-flow' };
  if (subject === 'enable') return { what: 'enable', enable: true };
  if (subject === 'variables') return { what: 'variables', sealed: '' };
  return { what: 'no-file', file: { id: subject.slice('file:'.length), name } };
}

/** What the desired state needs besides the order itself. */
export type Contents = {
  /** By version id; `undefined`: the version was deleted. */
  file(versionId: string): FileAssetConfig | undefined;
  open(sealed: string): Environment;
};

/** The change of the desired tree; `undefined`: the file's version is no more. */
export function changeOf(
  wanted: Wanted | Had,
  contents: Contents,
  { updateId, ts }: { updateId: string; ts: number },
): StateOperation | undefined {
  switch (wanted.what) {
    case 'flow': {
      const state = 'update' in wanted ? wanted.update : { assetId: wanted.flow.versionId, updateId };
      return { op: 'set', path: STATE_PATHS.flow, state };
    }
    case 'no-flow':
      return { op: 'remove', path: STATE_PATHS.flow };
    case 'enable':
      return { op: 'set', path: STATE_PATHS.flowEnable, state: wanted.enable };
    case 'variables':
      return { op: 'set', path: STATE_PATHS.envVariables, state: contents.open(wanted.sealed) };
    case 'file': {
      const config = contents.file(wanted.file.versionId);
      const update = 'updateId' in wanted ? { updateId: wanted.updateId, ts: wanted.ts } : { updateId, ts };
      return config && { op: 'set', path: filePath(wanted.file.id), state: fileAssetState({ ...update, config }) };
    }
    case 'no-file':
      return { op: 'remove', path: filePath(wanted.file.id) };
  }
}

/** In words, as people compare it: `line-monitor version 3`. */
export function wantedText(wanted: Wanted | Had | null): string | null {
  if (wanted === null) return null;
  if (wanted.what === 'flow') return `${wanted.flow.name} version ${wanted.flow.version}`;
  if (wanted.what === 'file') return `${wanted.file.name} version ${wanted.file.version}`;
  if (wanted.what === 'enable') return wanted.enable ? 'started' : 'stopped';
  return null;
}

/** Whether both mean the same for a device. Sealed values cannot be compared. */
export function sameWanted(a: Wanted | Had, b: Wanted | Had): boolean {
  if (a.what === 'flow' && b.what === 'flow') return a.flow.versionId === b.flow.versionId;
  if (a.what === 'file' && b.what === 'file') return a.file.versionId === b.file.versionId;
  if (a.what === 'enable' && b.what === 'enable') return a.enable === b.enable;
  return a.what === b.what && a.what !== 'variables';
}
