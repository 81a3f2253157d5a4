import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { after, afterEach, beforeEach, test } from 'node:test';
import { Fault, type Upload } from '@thingdock/api';
import { type Part, sample, startContractServer } from '@thingdock/api/testing';
import { systemClock } from '@thingdock/effects';
import { COMMANDS } from '../src/commands/index.ts';
import { run } from '../src/run.ts';
import { thingdockHere, thingdockJson } from './cli.ts';

const BYTES = randomBytes(5_000_000);
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('base64');

const server = await startContractServer();
const { url } = server;
const cwd = mkdtempSync(join(tmpdir(), 'thingdock-cli-'));
writeFileSync(join(cwd, 'firmware.bin'), BYTES);

/** The upload as the server has it. */
let arrived: Buffer<ArrayBuffer>;
let offsets: number[];
const PLAIN = { directory: null, execute: null, hooks: [] };

const upload = (): Upload => {
  const size = BYTES.length;
  const whole = arrived.length === size ? sha256(arrived) : null;
  return sample.upload({ size, received: arrived.length, sha256: whole });
};
function take({ offset, bytes }: Part): Upload {
  offsets.push(offset);
  if (offset !== arrived.length)
    throw new Fault('upload_offset_wrong', { details: { received: arrived.length, offset } });
  arrived = Buffer.concat([arrived, bytes]);
  return upload();
}

beforeEach(() => {
  arrived = Buffer.alloc(0);
  offsets = [];
  server.requests.length = 0;
  server.bytes = { part: take };
  server.handlers = {
    'projects.list': () => ({ items: [sample.project()] }),
    'uploads.start': () => upload(),
    'uploads.get': () => upload(),
    'files.create': () => sample.file(),
    'files.version': () => sample.fileVersion({ number: 2 }),
    'files.get': () => sample.file(),
    'files.list': () => ({ items: [sample.file()] }),
    'files.change': ({ body }) => ({ ...sample.file(), ...body }),
    'files.delete': () => ({}),
    'files.deleteVersion': () => ({}),
  };
});
afterEach(() => assert.deepEqual(server.violations.splice(0), []));
after(async () => {
  await server.close();
  rmSync(cwd, { recursive: true });
});

const files = (...words: string[]) => thingdockHere(['files', ...words], { url, cwd });
const last = () => server.requests.at(-1);
const UPLOAD = ['upload', 'firmware.bin', '--name', 'firmware'];

test('a file is uploaded in parts and becomes version 1 with its settings', async () => {
  const run = ['--execute', '--arguments=--fast', '--env', 'MODE=a=b', 'EMPTY=', '--max-seconds', '5'];
  const hooks = ['--pre-deploy', 'tools/stop.sh', '--post-deploy', 'tools/start.sh', '--hook-seconds', '9'];
  const { stdout, stderr } = await files(...UPLOAD, '--directory', 'bin', ...run, ...hooks, '--comment', 'Faster');
  assert.match(
    stdout,
    /^Uploading firmware\.bin\. If you .* --resume upload-1\nUploaded "firmware" as version 1 of the file file-1\.\n$/,
  );
  assert.equal(stderr, '');
  assert.ok(offsets.length > 1 && arrived.equals(BYTES));
  assert.deepEqual(last()?.body, {
    ...{ name: 'firmware', uploadId: 'upload-1', directory: 'bin', comment: 'Faster' },
    execute: { arguments: '--fast', environment: { MODE: 'a=b', EMPTY: '' }, maxSeconds: 5 },
    hooks: [
      { stage: 'pre-deploy', path: 'tools/stop.sh', maxSeconds: 9 },
      { stage: 'post-deploy', path: 'tools/start.sh', maxSeconds: 9 },
    ],
  });
});

test('a connection that breaks and a server that is busy are waited for, and the upload goes on where it was', async () => {
  let broken = 0;
  server.bytes.part = (part) => {
    broken += 1;
    if (broken === 1) {
      // Some of it arrived before the connection broke.
      arrived = Buffer.concat([arrived, part.bytes.subarray(0, 1_000)]);
      part.cut();
      return undefined;
    }
    if (broken === 2) throw new Fault('upload_busy', { details: { seconds: 10 } });
    if (broken === 3) throw new Fault('database_unavailable');
    return take(part);
  };
  const { code, value } = await thingdockJson(['files', ...UPLOAD], { url, cwd });
  assert.deepEqual([code, value.id], [0, 'file-1']);
  assert.equal(offsets[0], 1_000);
  assert.ok(arrived.equals(BYTES));
});

test('an upload that stopped is gone on with by its id, unless it is of another file', async () => {
  server.bytes.part = (part) => {
    if (arrived.length > 0) throw new Fault('disk_full');
    return take(part);
  };
  const { code, value, stderr } = await thingdockJson(['files', ...UPLOAD], { url, cwd });
  assert.deepEqual([code, value.code, value.uploadId, stderr], [1, 'disk_full', 'upload-1', '']);
  assert.match(String(value.detail), /has no room.* bytes have arrived\. Go on with --resume upload-1\.$/);
  const before = arrived.length;
  assert.equal(value.received, before);
  server.bytes.part = take;
  assert.equal((await files(...UPLOAD, '--resume', 'upload-1')).code, 0);
  assert.equal(offsets[1], before);
  assert.ok(arrived.equals(BYTES));
  writeFileSync(join(cwd, 'other.bin'), 'other');
  const other = await files('upload', 'other.bin', '--name', 'other', '--resume', 'upload-1');
  assert.deepEqual([other.code, /but .*other\.bin has 5\. Upload it anew/.test(other.stderr)], [2, true]);
});

test('what arrived must be what the file holds', async () => {
  arrived = Buffer.from(BYTES.subarray(0, 2_000_000));
  arrived[7] = (arrived[7] ?? 0) ^ 1;
  const { code, stderr } = await files(...UPLOAD, '--resume', 'upload-1');
  assert.equal(code, 1);
  assert.match(stderr, /What arrived is not what .*firmware\.bin holds/);
  assert.ok(server.requests.every(({ route }) => route !== 'files.create'));
});

test('at a terminal a bar shows how far it is, and leaves nothing behind', async () => {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  for (const stream of [stdin, stdout, stderr]) Object.assign(stream, { isTTY: true });
  let shown = '';
  stderr.on('data', (chunk: Buffer) => {
    shown += chunk.toString();
  });
  stdout.resume();
  const terminal = { env: {}, cwd, stdin, stdout, stderr, clock: systemClock, signal: new AbortController().signal };
  assert.equal(await run(['files', ...UPLOAD, '--url', url], COMMANDS, terminal), 0);
  assert.match(shown, /\rfirmware\.bin \[#+-+\] {2}\d\d %, \d\.\d of 5\.0 MB, \d+\.\d MB\/s/);
  assert.ok(shown.endsWith('\r\u001b[K'));
});

test('a version takes over the settings before it, but for what is said', async () => {
  const execute = { arguments: '-v', environment: { A: 'b' }, maxSeconds: 10 };
  const hooks = [{ stage: 'pre-deploy' as const, path: 'x', maxSeconds: 1 }];
  const newest = sample.fileVersion({ number: 3, directory: 'bin', execute, hooks });
  server.handlers['files.get'] = () => sample.file(newest);
  await files('add-version', 'file-1', '--file', 'firmware.bin', '--max-seconds', '20');
  assert.ok(arrived.equals(BYTES));
  const settings = { directory: 'bin', execute: { ...execute, maxSeconds: 20 }, hooks };
  assert.deepEqual(last()?.body, { uploadId: 'upload-1', basedOn: 3, ...settings });
  await files('add-version', 'file-1', '--no-execute', '--no-hooks', '--no-directory', '--based-on', '2');
  assert.deepEqual(last()?.body, { basedOn: 2, ...PLAIN });
});

test('settings that make no sense are refused here', async () => {
  for (const [words, reason] of [
    [['--arguments', 'x'], /Add --execute/],
    [['--execute', '--env', 'A'], /looks like NAME=VALUE/],
    [['--hook-seconds', '3'], /needs --pre-deploy or --post-deploy/],
    [['--hooks', 'firmware.bin'], /--hooks is not JSON/],
  ] as const) {
    const { code, stderr } = await files(...UPLOAD, ...words);
    assert.deepEqual([code, reason.test(stderr)], [2, true], stderr);
  }
  assert.match(
    (await files('upload', 'nothing.bin', '--name', 'x')).stderr,
    /nothing\.bin cannot be read: there is no such/,
  );
  assert.match((await files('upload', '.', '--name', 'x')).stderr, /cannot be read: it is no file/);
  assert.match((await files('change', 'file-1')).stderr, /Give --name, --description, or both/);
});

test('a content is saved once it is what was uploaded', async () => {
  const version = sample.fileVersion({ sha256: sha256(BYTES), size: BYTES.length });
  server.handlers['files.get'] = () => sample.file(version);
  server.bytes.content = () => BYTES;
  const { stdout } = await files('download', 'file-1', '--out', 'saved.bin');
  assert.match(stdout, /^Wrote version 1 to .*saved\.bin \(5000000 bytes\)\.\n$/);
  assert.ok(readFileSync(join(cwd, 'saved.bin')).equals(BYTES));
  server.bytes.content = () => BYTES.subarray(1);
  const { code, stderr } = await files('download', 'file-1', '--out', 'wrong.bin');
  assert.equal(code, 1);
  assert.match(stderr, /What arrived is not version 1/);
  assert.deepEqual([existsSync(join(cwd, 'wrong.bin')), existsSync(join(cwd, 'wrong.bin.part'))], [false, false]);
  assert.match((await files('download', 'file-1', '--version', '9')).stderr, /no version 9 of firmware/);
  assert.match(
    (await files('download', 'file-1', '--out', 'no/such/folder')).stderr,
    /cannot be written: there is no such/,
  );
});

test('files are listed, shown, changed and deleted', async () => {
  assert.match((await files('list')).stdout, /file-1 +firmware +1 /);
  assert.match((await files('show', 'file-1')).stdout, /1 +- +firmware\.bin +2 /);
  await files('change', 'file-1', '--name', 'other', '--description', 'words');
  assert.deepEqual(last()?.body, { name: 'other', description: 'words' });
  assert.equal((await files('delete', 'file-1', '--yes')).stdout, 'Deleted the file "firmware".\n');
  assert.equal(
    (await files('delete', 'file-1', '--version', '1', '--yes')).stdout,
    'Deleted version 1 of "firmware".\n',
  );
});
