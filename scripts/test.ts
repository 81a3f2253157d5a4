// Runs the test suite: every `*.test.ts` of the tree, or the files named after `--files`. Other arguments go to Node's
// test runner as they are (`--test-name-pattern S81`). Tests find their databases through packages/testkit.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { globSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startPostgres } from '@thingdock/testkit';
import { requireForeignClients } from './foreign-clients.ts';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const args = process.argv.slice(2);
const only = args.indexOf('--files');
const options = only < 0 ? args : args.slice(0, only);
const files = only < 0 ? everyTest() : args.slice(only + 1).map((file) => resolve(process.env.INIT_CWD ?? root, file));

if (only < 0) requireForeignClients();
// One PostgreSQL for the whole run; a test file that runs alone starts its own.
const postgres = await startPostgres();
const runner = spawn(
  process.execPath,
  ['--test', '--test-concurrency=3', '--test-timeout=180000', ...reporter(options), ...options, ...files],
  { cwd: root, stdio: 'inherit', env: { ...process.env, NODE_ENV: 'test', THINGDOCK_TEST_POSTGRES: postgres.url } },
);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => runner.kill(signal));
const [code] = (await once(runner, 'exit')) as [number | null];
await postgres.stop();
process.exitCode = code ?? 1;

/** Every test file of the tree, whole-system tests last, since they take longest and say least about where a fault is. */
function everyTest(): string[] {
  const folders = ['scripts', 'packages', 'apps', 'bench', 'e2e'];
  return folders.flatMap((folder) =>
    globSync(`${folder}/**/*.test.ts`, { cwd: root, exclude: (name) => name === 'node_modules' })
      .sort()
      .map((file) => join(root, file)),
  );
}

/** Node's `spec` reporter unless the caller names another; its closing lines carry the counts. */
function reporter(given: readonly string[]): string[] {
  return given.some((option) => option.startsWith('--test-reporter')) ? [] : ['--test-reporter=spec'];
}
