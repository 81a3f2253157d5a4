import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { after, before, it } from 'node:test';
import { sql } from 'kysely';
import { eachDatabase } from '../each-database.ts';
import { type AssetServer, type filesOf, openWithFiles, sha256, type World } from './server.test.setup.ts';

const BYTES = randomBytes(1_000);
const DAY = 86_400_000;

eachDatabase((_name, open) => {
  let world: World;
  let server: AssetServer;
  let files: Awaited<ReturnType<typeof filesOf>>;
  let close: () => Promise<void>;

  before(async () => {
    ({ world, server, files, close } = await openWithFiles(open));
  });
  after(() => close());

  const count = async (table: 'files' | 'file_versions' | 'flows' | 'flow_versions' | 'blobs') =>
    Number(
      (await sql<{ n: string }>`select count(*) as n from ${sql.table(table)}`.execute(world.database.root)).rows[0]?.n,
    );

  it('what is deleted stays for the devices that are told to have it, and goes when none is', async () => {
    const file = await files.create('firmware', BYTES);
    const { id: flowId } = await server.client.call('flows.create', {
      params: files.params,
      body: { name: 'Main', content: '[]' },
    });
    const fileVersion = await server.assets.findFileVersion(world.database.root, file.id);
    const flowVersion = await server.assets.findVersion(world.database.root, flowId);
    assert.ok(fileVersion && flowVersion);
    const ids = [fileVersion.versionId, flowVersion.versionId] as const;
    for (const id of ids) world.told.add(id);
    await server.client.call('files.delete', { params: { fileId: file.id } });
    await server.client.call('flows.delete', { params: { flowId } });
    assert.equal(await server.assets.findVersion(world.database.root, flowId), undefined);

    await world.clock.advance(30 * DAY);
    await server.sweep();
    const content = await server.assets.fileContent(ids[0]);
    assert.ok(content);
    assert.equal(sha256(await buffer(await content.read(undefined))), sha256(BYTES));
    assert.ok(await server.assets.package(ids[1]));

    world.told.clear();
    await server.sweep();
    assert.equal(await server.assets.fileContent(ids[0]), undefined);
    assert.equal(await server.assets.package(ids[1]), undefined);
    for (const table of ['files', 'file_versions', 'flows', 'flow_versions', 'blobs'] as const)
      assert.equal(await count(table), 0, table);
    const folders = readdirSync(join(world.folder, 'blobs')).filter((name) => name !== 'partial');
    assert.deepEqual(
      folders.flatMap((name) => readdirSync(join(world.folder, 'blobs', name))),
      [],
    );
  });

  it('what was deleted just now rests for a day, and a content stays as long as one version has it', async () => {
    const one = await files.create('one', BYTES);
    const two = await files.create('two', BYTES);
    assert.equal(await count('blobs'), 1);
    await server.client.call('files.delete', { params: { fileId: one.id } });
    await world.clock.advance(DAY - 1);
    await server.sweep();
    assert.equal(await count('files'), 2);
    await world.clock.advance(3 * DAY);
    await server.sweep();
    assert.deepEqual([await count('files'), await count('blobs')], [1, 1]);
    assert.equal((await files.content(two.id, 1)).status, 200);
  });

  it('many deleted versions that devices still have do not keep the others', async () => {
    const { id: flowId } = await server.client.call('flows.create', {
      params: files.params,
      body: { name: 'Long life', content: '[]' },
    });
    const now = new Date(world.clock.now());
    await sql`insert into flow_versions (id, flow_id, number, size, sha256, content_sealed, credentials_of, created_by,
        created_at, deleted_at)
      select lpad(n::text, 6, '0'), ${flowId}, n, 2, '', '', '[]', 'Ada', ${now}, ${now}
      from generate_series(1001, 1601) n`.execute(world.database.root);
    for (let n = 1_001; n <= 1_600; n += 1) world.told.add(String(n).padStart(6, '0'));
    await world.clock.advance(2 * DAY);
    await server.sweep();
    assert.equal(await count('flow_versions'), 601, 'the version, and those that devices have');
    assert.equal(await server.assets.package('001601'), undefined);
  });
});
