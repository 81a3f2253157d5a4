import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import type { FileAssetConfig } from '@thingdock/device-protocol';
import { isAlive, until } from '@thingdock/testkit';
import { startFileServer, startFiles } from './file-device.ts';

const run = (maxTime: number, args = '', envs: Record<string, string> = {}) => ({ args, envs, maxTime });
const mode = async (file: string) => ((await stat(file)).mode & 0o777).toString(8);
const exists = (file: string) =>
  stat(file).then(
    () => true,
    () => false,
  );

async function setUp(t: TestContext, more: { free?: () => Promise<number> } = {}) {
  const server = await startFileServer(t);
  return { server, device: await startFiles(t, server.baseUrl, more) };
}
type Device = Awaited<ReturnType<typeof startFiles>>;

const ended = (device: Device, what: string) => until(what, () => device.reports.includes(what) || assertOpen(device));
function assertOpen({ reports }: Device): false {
  throw new Error(reports.join(', '));
}

describe('files on the device', () => {
  test('a file is fetched, checked, put in its place for its owner and group only, and reported step by step', async (t) => {
    const { server, device } = await setUp(t);
    const content = Buffer.alloc(3_000_000, 'abc');
    device.want({ 'f-1': ['u-1', server.offer('data.bin', content, { directory: 'sub/dir' })] });
    await ended(device, 'f-1 u-1 deployed');
    assert.deepEqual(device.reports, ['f-1 u-1 deployPending', 'f-1 u-1 deploying', 'f-1 u-1 deployed']);
    const file = join(device.assets, 'sub', 'dir', 'data.bin');
    assert.ok((await readFile(file)).equals(content));
    assert.equal(await mode(file), '640');
    assert.deepEqual(await readdir(join(device.assets, '.incoming')), []);
    const { config } = device.last();
    assert.equal((config as { destPath?: string }).destPath, 'sub/dir', 'the config goes back as it came');
  });

  test('a file is run with its arguments, its variables and in its folder, between its hooks', async (t) => {
    const { server, device } = await setUp(t);
    const hook = '#!/bin/sh\necho "$1 $WHO" >> "$ENEBULAR_ASSETS_DATA_PATH/log"\n';
    device.want({ hook: ['u-0', server.offer('hook.sh', hook, { run: run(5, 'install self') })] });
    await ended(device, 'hook u-0 deployed');
    const script = '#!/bin/sh\nprintf "%s|" "$@" >> ../log\necho "$LEVEL $(pwd)" >> ../log\n';
    const hooks: FileAssetConfig['hooks'] = [
      { stage: 'postDeploy', path: 'hook.sh', ...run(5, 'after', { WHO: 'post' }) },
      { stage: 'preDeploy', path: 'hook.sh', ...run(5, 'before', { WHO: 'pre' }) },
    ];
    const program = server.offer('run.sh', script, {
      directory: 'tools',
      run: run(5, `"two words" $HOME 'x'`, { LEVEL: '3' }),
      hooks,
    });
    device.want({ hook: ['u-0', server.offer('hook.sh', hook)], tool: ['u-1', program] });
    await ended(device, 'tool u-1 deployed');
    assert.deepEqual((await readFile(join(device.assets, 'log'), 'utf8')).trim().split('\n'), [
      ...['install ', 'before pre', `two words|$HOME|x|3 ${join(device.assets, 'tools')}`, 'after post'],
    ]);
    assert.equal(await mode(join(device.assets, 'tools', 'run.sh')), '740');
  });

  test('a program that takes too long is killed with all that it started, and nothing of it stays', async (t) => {
    const { server, device } = await setUp(t);
    const script = '#!/bin/sh\nsleep 600 &\necho $! > "$ENEBULAR_ASSETS_DATA_PATH/child"\nwait\n';
    device.want({ slow: ['u-1', server.offer('slow.sh', script, { directory: 'd', run: run(1) })] });
    await ended(device, 'slow u-1 deployFail');
    assert.match(String(device.last().message), /^Failed to install asset: it was killed after 1 s/);
    assert.equal(device.store.memory.slow?.attempts, 3);
    const child = Number(await readFile(join(device.assets, 'child'), 'utf8'));
    await until('the child is gone', () => !isAlive(child));
    assert.equal(await exists(join(device.assets, 'd')), false, 'the folder was empty, so it goes too');
  });

  test('a program that fails says so in its own words; a hook that is missing is not tried again', async (t) => {
    const { server, device } = await setUp(t);
    const script = '#!/bin/sh\necho "no sensor on port 3" >&2\nexit 7\n';
    device.want({ bad: ['u-1', server.offer('bad.sh', script, { run: run(5) })] });
    await ended(device, 'bad u-1 deployFail');
    assert.equal(device.last().message, 'Failed to install asset: it ended with code 7: no sensor on port 3');
    const hooks: FileAssetConfig['hooks'] = [{ stage: 'preDeploy', path: 'nowhere.sh', ...run(5) }];
    device.want({ hooked: ['u-2', server.offer('x', 'x', { hooks })] });
    await ended(device, 'hooked u-2 deployFail');
    assert.match(String(device.last().message), /pre-deploy hook nowhere\.sh: there is no such file/);
    assert.equal(device.store.memory.hooked?.attempts, 1);
    await until('what is no longer wanted has gone', () => device.store.memory.bad === undefined);
  });

  test('wrong content is refused after three attempts, and the version before stays as it was', async (t) => {
    const { server, device } = await setUp(t);
    device.want({ f: ['u-1', server.offer('f.txt', 'one')] });
    await ended(device, 'f u-1 deployed');
    const { integrity } = server.offer('other', 'two');
    device.want({ f: ['u-2', { ...server.offer('f.txt', 'six'), integrity }] });
    await ended(device, 'f u-2 deployFail');
    assert.match(
      String(device.last().message),
      /^Failed to verify asset: File integrity mismatch: expected:.*, calculated:/,
    );
    assert.equal(device.reports.filter((line) => line === 'f u-2 deploying').length, 3);
    assert.equal(await readFile(join(device.assets, 'f.txt'), 'utf8'), 'one');
    device.want({ f: ['u-3', { ...server.offer('f.txt', 'longer than said'), size: 3 }] });
    await ended(device, 'f u-3 deployFail');
    assert.match(String(device.last().message), /expected 3 bytes, got more/);
  });

  test('a disk that is too small is said before anything is fetched', async (t) => {
    const { server, device } = await setUp(t, { free: async () => 2_500_000 });
    device.want({ big: ['u-1', server.offer('big', Buffer.alloc(2_000_000))] });
    await ended(device, 'big u-1 deployFail');
    assert.equal(device.last().message, 'the disk is too small: 2.0 MB are needed, 2.5 MB are free');
    assert.deepEqual(server.asked, []);
  });

  test('what fails for a moment is tried again', async (t) => {
    const { server, device } = await setUp(t);
    let count = 0;
    server.serveWith((_key, response) => {
      count += 1;
      if (count < 3) response.writeHead(503).end();
      else response.end('ok');
    });
    device.want({ f: ['u-1', server.offer('f', 'ok')] });
    await ended(device, 'f u-1 deployed');
    assert.equal(device.reports.filter((line) => line === 'f u-1 deploying').length, 3);
  });

  test('a removed file goes with its empty folders, and what else lies there stays', async (t) => {
    const { server, device } = await setUp(t);
    const a = server.offer('a', 'a', { directory: 'x/y' });
    const b = server.offer('b', 'b', { directory: 'x' });
    device.want({ a: ['u-1', a], b: ['u-2', b] });
    await ended(device, 'b u-2 deployed');
    device.want({ b: ['u-2', b] });
    await ended(device, 'a gone');
    assert.deepEqual(device.reports.slice(-3), ['a u-1 removePending', 'a u-1 removing', 'a gone']);
    assert.deepEqual(await readdir(join(device.assets, 'x')), ['b']);
    device.want({});
    await ended(device, 'b gone');
    assert.equal(await exists(join(device.assets, 'x')), false);
  });

  test('a newer version at another place takes the older one away, and ends a download of a third', async (t) => {
    const { server, device } = await setUp(t);
    device.want({ f: ['u-1', server.offer('old', 'old')] });
    await ended(device, 'f u-1 deployed');
    server.serveWith((key, response) => void (key === 'new' ? response.end('new') : response.write('x')));
    device.want({ f: ['u-2', server.offer('hangs', 'xyz')] });
    await until('the download hangs', () => server.asked.includes('hangs'));
    device.want({ f: ['u-3', server.offer('new', 'new')] });
    await ended(device, 'f u-3 deployed');
    assert.equal(device.reports.includes('f u-2 deployFail'), false);
    assert.deepEqual((await readdir(device.assets)).sort(), ['.incoming', 'new']);
  });

  test('a tree that began anew is no order to remove what an older one brought', async (t) => {
    const { server, device } = await setUp(t);
    const [a, b] = [server.offer('a', 'a'), server.offer('b', 'b')];
    device.want({ a: ['u-1', a] }, 7);
    await ended(device, 'a u-1 deployed');
    device.want({ b: ['u-2', b] }, 1);
    await ended(device, 'b u-2 deployed');
    assert.equal(device.reports.includes('a gone'), false);
    device.want({ b: ['u-2', b] }, 8);
    await ended(device, 'a gone');
  });

  test('what cannot be a file is refused with the reason', async (t) => {
    const { server, device } = await setUp(t);
    device.want({ evil: ['u-1', { ...server.offer('x', 'x'), directory: '../../etc' }] });
    await ended(device, 'evil u-1 deployFail');
    assert.match(String(device.last().message), /directory "\.\." is not a name/);
  });

  test('reported files that the device does not know are taken away', async (t) => {
    const { device } = await setUp(t);
    device.files.reconcile({ assets: { assets: { ghost: { state: 'deployed' } } } });
    assert.deepEqual(device.reports, ['ghost gone']);
  });

  test('an interrupted deployment is taken up again, unless that has happened three times', async (t) => {
    const { server, device } = await setUp(t);
    await device.end();
    const file = { updateId: 'u-1', ts: 1, config: {} };
    await mkdir(join(device.assets, '.incoming'), { recursive: true });
    await writeFile(join(device.assets, '.incoming', 'half'), 'ha');
    const memory = {
      f: { ...file, state: 'deploying', attempts: 2, place: 'f' },
      g: { ...file, state: 'deploying', attempts: 3 },
    };
    await writeFile(join(device.root, 'files.json'), JSON.stringify(memory));
    const again = await startFiles(t, server.baseUrl, { folder: device.root });
    assert.deepEqual(await readdir(device.assets), []);
    again.want({ f: ['u-1', server.offer('f', 'f')], g: ['u-1', server.offer('g', 'g')] });
    await ended(again, 'g u-1 deployFail');
    assert.equal(again.store.memory.f?.state, 'deployed');
    assert.equal(again.last().message, 'it was interrupted 3 times');
  });

  test('a stop in the middle does not count as an attempt', async (t) => {
    const { server, device } = await setUp(t);
    server.serveWith((_key, response) => void response.write('x'));
    device.want({ f: ['u-1', server.offer('f', 'xyz')] });
    await until('the download hangs', () => server.asked.length > 0);
    await device.end();
    assert.deepEqual([device.store.memory.f?.state, device.store.memory.f?.attempts], ['deploying', 0]);
    assert.equal(await exists(join(device.assets, 'f')), false);
  });

  test('a removal that fails is reported and waits for another order', async (t) => {
    const { server, device } = await setUp(t);
    device.want({ f: ['u-1', server.offer('f', 'f')] });
    await ended(device, 'f u-1 deployed');
    // A folder in the place of the file is nothing that the agent put there, and not removed.
    await rm(join(device.assets, 'f'));
    await mkdir(join(device.assets, 'f'));
    device.want({});
    await ended(device, 'f u-1 removeFail');
    assert.match(String(device.last().message), /^Failed to delete asset: /);
    await rmdir(join(device.assets, 'f'));
    device.want({ f: ['u-1', server.offer('f', 'f')] });
    await until('it is deployed again', () => device.store.memory.f?.state === 'deployed');
  });
});
