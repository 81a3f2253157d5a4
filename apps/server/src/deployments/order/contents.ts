import type { Environment, FileAssetConfig } from '@thingdock/device-protocol';
import type { Envelope } from '../../platform/crypto/envelope.ts';
import { Secret } from '../../platform/crypto/secret.ts';
import type { Executor } from '../../platform/db/index.ts';
import type { Contents, Had, Wanted } from '../wanted.ts';

/** Environment variables may go back to devices that had them, so they are bound to what devices know of us. */
const context = (wireId: string): string => `environment variables/${wireId}`;

/** Seals environment variables for the database. None at all need no sealing. */
export function sealVariables(envelope: Envelope, wireId: string, variables: Environment): string {
  if (Object.keys(variables).length === 0) return '';
  return envelope.seal(new Secret(JSON.stringify(variables)), context(wireId));
}

export function openVariables(envelope: Envelope, wireId: string, sealed: string): Environment {
  if (sealed === '') return {};
  return JSON.parse(envelope.open(sealed, context(wireId)).reveal()) as Environment;
}

/** A version of a file that can be deployed, with its settings as devices read them. */
export type FileVersionRef = {
  fileId: string;
  fileName: string;
  projectId: string;
  number: number;
  versionId: string;
  config: FileAssetConfig;
};
/** A version of a file by its number, the newest when absent. */
export type FindFile = (executor: Executor, fileId: string, number?: number) => Promise<FileVersionRef | undefined>;

export type ContentDeps = { findFile: FindFile; envelope: Envelope };

/** Reads what orders need besides themselves: the settings of file versions, and sealed variables. */
export async function readContents(
  { findFile, envelope }: ContentDeps,
  executor: Executor,
  wireId: string,
  orders: readonly (Wanted | Had)[],
): Promise<Contents> {
  const files = new Map<string, FileAssetConfig>();
  for (const order of orders) {
    if (order.what !== 'file' || files.has(order.file.versionId)) continue;
    const found = await findFile(executor, order.file.id, order.file.version);
    if (found) files.set(order.file.versionId, found.config);
  }
  const opened = new Map<string, Environment>();
  return {
    file: (versionId) => files.get(versionId),
    open(sealed) {
      const known = opened.get(sealed) ?? openVariables(envelope, wireId, sealed);
      opened.set(sealed, known);
      return known;
    },
  };
}
