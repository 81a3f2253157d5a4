import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, it } from 'node:test';
import { ApiError, type CreateFile, type FileSettings, type Hook } from '@thingdock/api';
import type Type from 'typebox';
import { eachDatabase } from '../each-database.ts';
import { type AssetServer, type filesOf, openWithFiles, PLAIN, sha256 } from './server.test.setup.ts';

const ONE = randomBytes(1_000);
const TWO = randomBytes(2_000);
const RUN: NonNullable<FileSettings['execute']> = { arguments: '--fast', environment: { MODE: 'a' }, maxSeconds: 300 };
const HOOK: Hook = { stage: 'pre-deploy', path: 'tools/stop.sh', maxSeconds: 1 };

eachDatabase((_name, open) => {
  let server: AssetServer;
  let files: Awaited<ReturnType<typeof filesOf>>;
  let close: () => Promise<void>;

  before(async () => {
    ({ server, files, close } = await openWithFiles(open));
  });
  after(() => close());

  type Version = FileSettings & { uploadId?: string; basedOn?: number; title?: string; comment?: string };
  const addVersion = (fileId: string, body: Partial<Version> = {}) =>
    server.client.call('files.version', { params: { fileId }, body: { ...PLAIN, ...body } });
  const get = (fileId: string) => server.client.call('files.get', { params: { fileId } });
  const deleteVersion = (fileId: string, number: number) =>
    server.client.call('files.deleteVersion', { params: { fileId, number: String(number) } });

  it('a file has versions that never change: other contents, other settings, and numbers that never come back', async () => {
    const { id } = await files.create('firmware', ONE, { description: 'For the pumps', title: 'First' });
    const { id: uploadId } = await files.upload(TWO, 'two.bin');
    await addVersion(id, { uploadId, directory: 'bin', execute: RUN, hooks: [HOOK], comment: 'Faster' });
    const third = await addVersion(id, { directory: 'other' });
    assert.deepEqual([third.filename, third.sha256, third.execute], ['two.bin', sha256(TWO), null]);
    await deleteVersion(id, 3);
    assert.equal((await addVersion(id)).number, 4);
    const file = await get(id);
    assert.equal(file.latestVersion, 4);
    assert.deepEqual(
      file.versions.map(({ number, size, directory, title }) => [number, size, directory, title]),
      [
        [4, 2_000, null, null],
        [2, 2_000, 'bin', null],
        [1, 1_000, null, 'First'],
      ],
    );
    const [, second] = file.versions;
    assert.deepEqual([second?.execute, second?.hooks, second?.comment], [RUN, [HOOK], 'Faster']);
    await assert.rejects(deleteVersion(id, 3), { code: 'not_found' });
  });

  it('who changes a file that somebody else changed meanwhile is told of it', async () => {
    const { id } = await files.create('shared', ONE);
    await addVersion(id, { basedOn: 1 });
    await assert.rejects(addVersion(id, { basedOn: 1 }), (error: unknown) => {
      assert.ok(error instanceof ApiError);
      assert.equal(error.code, 'version_conflict');
      assert.match(error.message, /^You started from version 1, but .+ saved version 2 at 2026-/);
      return true;
    });
    assert.equal((await addVersion(id, { basedOn: 2 })).number, 3);
    const both = await Promise.allSettled([addVersion(id, { basedOn: 3 }), addVersion(id, { basedOn: 3 })]);
    assert.deepEqual(both.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
  });

  it('the last version is not deleted alone, but with its file; then the name is free', async () => {
    const { id } = await files.create('single', ONE);
    await assert.rejects(deleteVersion(id, 1), { code: 'version_only' });
    await assert.rejects(files.create('SINGLE', ONE), { code: 'file_name_taken' });
    await server.client.call('files.delete', { params: { fileId: id } });
    await assert.rejects(get(id), { code: 'not_found' });
    assert.equal((await files.content(id, 1)).status, 404);
    await files.create('single', ONE);
  });

  it('a file is renamed and described, unless another has the name', async () => {
    const { id } = await files.create('before', ONE);
    await files.create('occupied', ONE);
    const change = (body: { name?: string; description?: string | null }) =>
      server.client.call('files.change', { params: { fileId: id }, body });
    const { name, description } = await change({ name: 'after', description: 'words' });
    assert.deepEqual([name, description], ['after', 'words']);
    assert.equal((await change({ description: null })).description, null);
    await assert.rejects(change({ name: 'Occupied' }), { code: 'file_name_taken' });
    assert.equal((await change({ name: 'After' })).name, 'After');
  });

  type Body = Type.Static<typeof CreateFile>;
  const long = (length: number) => 'x'.repeat(length);
  const hook = (over: Partial<Hook>): Partial<Body> => ({ hooks: [{ ...HOOK, ...over }] });
  const run = (over: Partial<typeof RUN>): Partial<Body> => ({ execute: { ...RUN, ...over } });

  it('settings go to their limits', async () => {
    const { id: uploadId } = await files.upload(ONE);
    const file = await server.client.call('files.create', {
      params: files.params,
      body: {
        ...{ name: long(30), description: long(512), uploadId, directory: long(30), title: long(30) },
        ...{ comment: long(512), execute: { ...RUN, arguments: long(1_000), maxSeconds: 1 } },
        hooks: Array.from({ length: 10 }, () => ({ ...HOOK, stage: 'post-deploy' as const, maxSeconds: 300 })),
      },
    });
    assert.equal(file.versions[0]?.hooks.length, 10);
  });

  const wrong: [string, Partial<Body>, field: string][] = [
    ['a name with a blank', { name: 'a b' }, 'name'],
    ['a name of 31 characters', { name: long(31) }, 'name'],
    ['a description of 513', { description: long(513) }, 'description'],
    ['a directory that leads out', { directory: '..' }, 'directory'],
    ['an empty directory', { directory: '' }, 'directory'],
    ['a title of 31', { title: long(31) }, 'title'],
    ['a comment of 513', { comment: long(513) }, 'comment'],
    ['a run of 0 s', run({ maxSeconds: 0 }), 'execute.maxSeconds'],
    ['a run of 301 s', run({ maxSeconds: 301 }), 'execute.maxSeconds'],
    ['a run of half a second', run({ maxSeconds: 0.5 }), 'execute.maxSeconds'],
    ['too many arguments', run({ arguments: long(1_001) }), 'execute.arguments'],
    ['a variable with a blank', run({ environment: { 'A B': 'c' } }), 'execute.environment'],
    [
      'a variable that Node.js itself reads',
      run({ environment: { NODE_CHANNEL_FD: '3' } }),
      'execute.environment.NODE_CHANNEL_FD',
    ],
    ['a hook of 301 s', hook({ maxSeconds: 301 }), 'hooks.0.maxSeconds'],
    ['a hook outside', hook({ path: '../../bin/sh' }), 'hooks.0.path'],
    ['a hook from the root', hook({ path: '/bin/sh' }), 'hooks.0.path'],
    ['a hook without a path', hook({ path: '' }), 'hooks.0.path'],
    [
      'a hook with such a variable',
      hook({ environment: { NODE_CHANNEL_FD: '3' } }),
      'hooks.0.environment.NODE_CHANNEL_FD',
    ],
    ['eleven hooks', { hooks: Array.from({ length: 11 }, () => HOOK) }, 'hooks'],
  ];

  it('settings that no device would take are refused, and name their field', async () => {
    const { id: uploadId } = await files.upload(ONE);
    for (const [what, over, field] of wrong) {
      const body = { name: 'wrong', uploadId, ...PLAIN, ...over };
      await assert.rejects(
        server.client.call('files.create', { params: files.params, body }),
        (error: unknown) => {
          assert.ok(error instanceof ApiError, what);
          assert.equal(error.status, 422, what);
          assert.ok(
            error.errors.some((it) => it.field.startsWith(field)),
            `${what}: ${JSON.stringify(error.errors)}`,
          );
          return true;
        },
        what,
      );
    }
    for (const filename of ['..', 'a/b', 'a\\b', '', long(256)])
      await assert.rejects(files.start(1, filename), (error: ApiError) => error.status === 422);
    await files.create('right', ONE);
  });

  it('a content is saved under its name, whole or in parts, and only by who may', async () => {
    const { id: uploadId } = await files.upload(TWO, 'größe "2".bin');
    const body = { name: 'parts', uploadId, ...PLAIN };
    const { id } = await server.client.call('files.create', { params: files.params, body });
    const whole = await files.content(id, 1);
    assert.equal(sha256(new Uint8Array(await whole.arrayBuffer())), sha256(TWO));
    assert.equal(
      whole.headers.get('content-disposition'),
      `attachment; filename="gr__e _2_.bin"; filename*=UTF-8''gr%C3%B6%C3%9Fe%20%222%22.bin`,
    );
    assert.match(whole.headers.get('content-security-policy') ?? '', /sandbox/);
    const etag = whole.headers.get('etag') ?? '';
    const part = async (range: string, more: Record<string, string> = {}) => {
      const answer = await files.content(id, 1, { range, ...more });
      const bytes = Buffer.from(await answer.arrayBuffer());
      return [answer.status, answer.headers.get('content-range'), bytes.length, TWO.indexOf(bytes)];
    };
    assert.deepEqual(await part('bytes=10-19'), [206, 'bytes 10-19/2000', 10, 10]);
    assert.deepEqual(await part('bytes=1990-'), [206, 'bytes 1990-1999/2000', 10, 1_990]);
    assert.deepEqual(await part('bytes=-5'), [206, 'bytes 1995-1999/2000', 5, 1_995]);
    assert.deepEqual(await part('bytes=1990-9999'), [206, 'bytes 1990-1999/2000', 10, 1_990]);
    assert.deepEqual((await part('bytes=2000-')).slice(0, 3), [416, 'bytes */2000', 0]);
    assert.deepEqual(await part('bytes=10-19', { 'if-range': etag }), [206, 'bytes 10-19/2000', 10, 10]);
    assert.deepEqual(await part('bytes=10-19', { 'if-range': '"other"' }), [200, null, 2_000, 0]);
    assert.equal((await files.content(id, 1, { authorization: '' })).status, 401);
    assert.equal((await files.content(id, 2)).status, 404);
  });
});
