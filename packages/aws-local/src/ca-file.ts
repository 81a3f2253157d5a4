import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Puts the authority's certificate where clients can be pointed at: into the data folder, or a temporary one that `remove` deletes. */
export async function writeCaFile(pem: string, dataDir?: string): Promise<{ path: string; remove(): Promise<void> }> {
  const folder = dataDir ?? (await mkdtemp(join(tmpdir(), 'aws-local-')));
  const path = join(folder, 'ca.pem');
  await writeFile(path, pem, { mode: 0o600 });
  await chmod(path, 0o600);
  return { path, remove: async () => (dataDir === undefined ? rm(folder, { recursive: true }) : undefined) };
}
