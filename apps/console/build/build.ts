// Builds the console into dist/ when its sources differ from what is there. Run by `npm run build` and `npm start`.
import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build } from 'vite';

const app = join(import.meta.dirname, '..');
const dist = join(app, 'dist');
const stamp = join(dist, '.sources');

// Whoever starts this may be in a test; what it makes is for users all the same, with the production build of React.
process.env.NODE_ENV = 'production';

const hash = hashSources();
if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== hash) await rebuild();

/** Everything that the build reads, other than packages, which the lockfile stands for. */
function hashSources(): string {
  const own = [
    '{src,public,build}/**/*',
    'index.html',
    'vite.config.ts',
    'package.json',
    '../../packages/{api,connection-kit,device-protocol}/src/**/*',
  ];
  const files = globSync([...own, '../../package-lock.json'], { cwd: app, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  const hashing = createHash('sha256');
  for (const file of files) hashing.update(file).update('\0').update(readFileSync(file)).update('\0');
  return hashing.digest('hex');
}

/**
 * Builds aside and moves file by file, the page last: a server that serves the folder meanwhile never finds half a console,
 * and neither does one that was started twice.
 */
async function rebuild(): Promise<void> {
  const aside = join(dist, `.build-${process.pid}`);
  await build({ root: app, configFile: join(app, 'vite.config.ts'), build: { outDir: aside, emptyOutDir: true } });
  const isPage = (name: string) => name === 'index.html';
  const made = globSync('**/*', { cwd: aside, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(aside.length + 1))
    .sort((a, b) => Number(isPage(a)) - Number(isPage(b)));
  for (const name of made) {
    mkdirSync(dirname(join(dist, name)), { recursive: true });
    renameSync(join(aside, name), join(dist, name));
  }
  const old = globSync('assets/*', { cwd: dist }).filter((name) => !made.includes(name));
  for (const name of [...old, aside.slice(dist.length + 1)]) rmSync(join(dist, name), { recursive: true, force: true });
  writeFileSync(stamp, hash);
}
