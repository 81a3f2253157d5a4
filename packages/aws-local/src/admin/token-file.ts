import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Leaves the token in the data folder, for its owner only, until the end. */
export async function writeTokenFile(dataDir: string, token: string): Promise<{ remove(): Promise<void> }> {
  const path = join(dataDir, 'admin-token');
  await rm(path, { force: true });
  await writeFile(path, `${token}\n`, { mode: 0o600, flag: 'wx' });
  return { remove: () => rm(path, { force: true }) };
}
