import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { until } from '@thingdock/testkit';
import type { AwsLocal } from '../src/index.ts';

const MAIN = join(import.meta.dirname, '../src/main.ts');

/** What the ready file says. */
export type Ready = AwsLocal & { pid: number };
type Running = { child: ChildProcess; ready: Ready; output: () => string; errors: () => string };

/** A folder that goes with the test. */
export function folder(t: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), 'aws-local-command-'));
  t.after(() => rmSync(path, { recursive: true }));
  return path;
}

/** Runs the command in a process of its own, which ends with the test. */
export function spawnMain(t: TestContext, args: string[]) {
  const child = spawn(process.execPath, [MAIN, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  t.after(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  });
  const texts = { out: '', err: '' };
  child.stdout.on('data', (chunk: Buffer) => (texts.out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (texts.err += chunk.toString()));
  return { child, output: () => texts.out, errors: () => texts.err };
}

/** Runs it with a data folder below `dir`, and waits until it is ready. */
export async function startCommand(
  t: TestContext,
  dir: string,
  ports = ['0', '0', '0'],
  more: string[] = [],
): Promise<Running> {
  const readyFile = join(dir, 'ready.json');
  rmSync(readyFile, { force: true });
  const [http = '0', https = '0', mqtt = '0'] = ports;
  const running = spawnMain(t, [
    ...['--data', join(dir, 'data'), '--ready-file', readyFile],
    ...['--http-port', http, '--https-port', https, '--mqtt-port', mqtt],
    ...more,
  ]);
  await until(`the ready file; ${running.errors()}`, () => existsSync(readyFile));
  return { ...running, ready: JSON.parse(readFileSync(readyFile, 'utf8')) as Ready };
}

/** Resolves when the process is gone. */
export async function end(child: ChildProcess, signal: NodeJS.Signals) {
  const exited = once(child, 'exit');
  child.kill(signal);
  return (await exited) as [code: number | null, signal: string | null];
}
