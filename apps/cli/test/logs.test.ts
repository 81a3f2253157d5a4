import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, beforeEach, test } from 'node:test';
import { startContractServer } from '@thingdock/api/testing';
import { thingdock } from './cli.ts';

const server = await startContractServer();
const { url } = server;
const cwd = mkdtempSync(join(tmpdir(), 'thingdock-logs-'));
const SAVE = ['logs', 'save', '--project', 'project-1'];
const PERIOD = ['--from', '2026-01-01T00:00:00Z', '--to', '2026-01-08T00:00:00Z'];
const archive = (number: number) => ({ name: `Plant_${number}.zip`, part: `part-${number}`, files: 2, bytes: 100 });

beforeEach(() => {
  server.requests.length = 0;
  server.handlers = {
    'logs.export': () => ({ files: 4, devices: 3, bytes: 200, archives: [archive(1), archive(2)] }),
  };
  server.bytes = { archive: (_project, { part }) => Buffer.from(`content of ${part}`) };
});
afterEach(() => assert.deepEqual(server.violations.splice(0), []));
after(() => {
  rmSync(cwd, { recursive: true, force: true });
  return server.close();
});

test('logs of a project are saved, an archive after the other', async () => {
  mkdirSync(join(cwd, 'saved'));
  const asked: Record<string, string>[] = [];
  server.bytes.archive = (_project, query) => {
    asked.push(query);
    return Buffer.from(`content of ${query.part}`);
  };
  const { stdout } = await thingdock([...SAVE, ...PERIOD, '--out', 'saved'], { url, cwd });
  assert.match(stdout, /Wrote .*Plant_1\.zip\.\nWrote .*Plant_2\.zip\.\n4 uploads of 3 devices in 2 archives\.\n$/);
  const period = { from: '2026-01-01T00:00:00.000Z', to: '2026-01-08T00:00:00.000Z' };
  assert.deepEqual(server.requests[0]?.query, period);
  assert.deepEqual(asked, [
    { ...period, part: 'part-1' },
    { ...period, part: 'part-2' },
  ]);
  assert.equal(readFileSync(join(cwd, 'saved/Plant_2.zip'), 'utf8'), 'content of part-2');
});

test('the last week is saved when no period is named', async () => {
  const { stdout } = await thingdock([...SAVE, '--json'], { url, cwd });
  const { from, to, archives } = JSON.parse(stdout) as { from: string; to: string; archives: string[] };
  assert.equal(Date.parse(to) - Date.parse(from), 7 * 86_400_000);
  assert.equal(archives.length, 2);
});

test('a name that leads elsewhere stays in the folder', async () => {
  server.handlers['logs.export'] = () => ({
    ...{ files: 1, devices: 1, bytes: 1 },
    archives: [{ ...archive(1), name: '../../outside.zip' }],
  });
  await thingdock(SAVE, { url, cwd });
  assert.deepEqual([existsSync(join(cwd, 'outside.zip')), existsSync(join(cwd, '../../outside.zip'))], [true, false]);
});

test('a period without logs, a time that is none, and a folder that is not there are told', async () => {
  assert.equal((await thingdock([...SAVE, '--from', 'yesterday'], { url, cwd })).code, 2);
  assert.match((await thingdock([...SAVE, '--out', 'no/such'], { url, cwd })).stderr, /cannot be written: there is no/);
  server.handlers['logs.export'] = () => ({ files: 0, devices: 0, bytes: 0, archives: [] });
  assert.match((await thingdock(SAVE, { url, cwd })).stdout, /No device sent logs in this period\./);
});
