import type { FileAsset, FileVersion, FileWithVersions } from '@thingdock/api';
import { Failure } from '../failures.ts';
import { card, table, time } from '../output/table.ts';

export const fileTable = (files: readonly FileAsset[]): string =>
  table(
    files,
    [
      ['id', (file) => file.id],
      ['name', (file) => file.name],
      ['newest', (file) => file.latestVersion],
      ['changed', (file) => time(file.updatedAt)],
      ['description', (file) => file.description],
    ],
    'No files yet. Upload one with "thingdock files upload PATH --name NAME".',
  );

export function fileCard(file: FileWithVersions): string {
  const head = card([
    ['File', file.name],
    ['Id', file.id],
    ['Description', file.description],
    ['Created', time(file.createdAt)],
  ]);
  const versions = table(
    file.versions,
    [
      ['version', (version) => version.number],
      ['title', (version) => version.title],
      ['filename', (version) => version.filename],
      ['bytes', (version) => version.size],
      ['directory', (version) => version.directory],
      ['is run', (version) => (version.execute ? `up to ${version.execute.maxSeconds} s` : null)],
      ['hooks', (version) => hooksText(version)],
      ['by', (version) => version.createdBy],
      ['created', (version) => time(version.createdAt)],
      ['sha-256', (version) => version.sha256],
    ],
    'No versions.',
  );
  return `${head}\n\n${versions}`;
}

const hooksText = ({ hooks }: FileVersion): string => hooks.map(({ stage, path }) => `${stage} ${path}`).join(', ');

/** A version by its number, the newest when absent. */
export function versionOf({ versions, name }: FileWithVersions, number: number | undefined): FileVersion {
  const found = number === undefined ? versions[0] : versions.find((version) => version.number === number);
  if (found) return found;
  throw new Failure('version_unknown', { details: { number: number ?? 0, name } });
}
