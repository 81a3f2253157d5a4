// Runs the test suite: every `*.test.ts` of the tree, or the files named after `--files`, of which `--test-name-pattern S81`
// chooses tests by their names. Tests find their databases through packages/testkit.
import { globSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { startPostgres } from '@thingdock/testkit';
import { requireForeignClients } from './foreign-clients.ts';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const { values, positionals } = parseArgs({
  options: { files: { type: 'boolean', default: false }, 'test-name-pattern': { type: 'string', multiple: true } },
  allowPositionals: true,
});
const files = values.files
  ? positionals.map((file) => resolve(process.env.INIT_CWD ?? root, file))
  : inOrder(everyTest()).map((file) => join(root, file));

if (!values.files) requireForeignClients();
const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stopping.abort());
// One PostgreSQL for the whole run; a test file that runs alone starts its own.
const postgres = await startPostgres();
Object.assign(process.env, { NODE_ENV: 'test', THINGDOCK_TEST_POSTGRES: postgres.url });
const tests = run({
  files,
  cwd: root,
  concurrency: 3,
  timeout: 180_000,
  signal: stopping.signal,
  ...(values['test-name-pattern'] && { testNamePatterns: values['test-name-pattern'] }),
});
tests.on('test:summary', ({ file, success }) => {
  if (file === undefined && !success) process.exitCode = 1;
});
for await (const text of tests.compose(spec)) process.stdout.write(text);
await postgres.stop();

function everyTest(): string[] {
  const folders = ['scripts', 'packages', 'apps', 'bench', 'e2e'];
  return folders.flatMap((folder) =>
    globSync(`${folder}/**/*.test.ts`, { cwd: root, exclude: (name) => name === 'node_modules' }).sort(),
  );
}

/** Those that mostly wait begin first, so that others run meanwhile and nothing runs alone at the end. */
function inOrder(all: readonly string[]): string[] {
  const waits = (file: string) => file.startsWith('e2e/fleet/');
  return [...all.filter(waits), ...all.filter((file) => !waits(file))];
}
