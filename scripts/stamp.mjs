// Run by npm after each install: notes which lockfile node_modules holds, so that a start can tell whether it is stale.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const file = join(root, 'node_modules', '.installed-lockfile');

const hash = () =>
  createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');

/** Whether node_modules holds what the lockfile says. */
export function isInstalled() {
  return existsSync(file) && readFileSync(file, 'utf8') === hash();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(file, hash());
