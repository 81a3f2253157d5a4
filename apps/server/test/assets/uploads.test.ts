import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, it } from 'node:test';
import { FILE_SIZE_LIMIT, UPLOAD_PART_LIMIT, uploadPartPath } from '@thingdock/api';
import { until } from '@thingdock/testkit';
import { createDiskBlobs } from '../../src/assets/blobs/disk.ts';
import { takeLease } from '../../src/assets/uploads/store.ts';
import { LEASE_MS } from '../../src/assets/uploads/take-part.ts';
import { eachDatabase } from '../each-database.ts';
import {
  type AssetServer,
  beginPart,
  filesOf,
  openWithFiles,
  PLAIN,
  sendPart,
  sha256,
  type World,
} from './server.test.setup.ts';

const BYTES = randomBytes(300_000);
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

  const partial = (id: string) => join(world.folder, 'blobs', 'partial', id);

  it('an upload goes on part by part, says how far it is, and ends with the SHA-256 of all of it', async () => {
    const { id, received, sha256: early } = await files.start(BYTES.length);
    assert.deepEqual([received, early], [0, null]);
    const first = await sendPart(server, id, 0, BYTES.subarray(0, 100_000));
    assert.deepEqual([first.received, first.sha256], [100_000, null]);
    assert.equal((await files.get(id)).received, 100_000);
    const last = await sendPart(server, id, 100_000, BYTES.subarray(100_000));
    assert.deepEqual([last.received, last.sha256], [BYTES.length, sha256(BYTES)]);
    assert.deepEqual(await files.get(id), last);
  });

  it('a file of 0 bytes is whole at once', async () => {
    const empty = await files.start(0);
    assert.deepEqual([empty.received, empty.sha256], [0, sha256(Buffer.alloc(0))]);
    const file = await files.create('empty', Buffer.alloc(0));
    assert.equal((await (await files.content(file.id, 1)).arrayBuffer()).byteLength, 0);
  });

  it('a connection that is cut in the middle keeps what had arrived, and the rest follows from there', async () => {
    const { id } = await files.start(BYTES.length);
    const part = beginPart(server, id, 0, BYTES);
    await part.send(BYTES.subarray(0, 120_000));
    await until('some of it to be on disk', () => statSync(partial(id)).size === 120_000);
    part.cut();
    const { received } = await until('the part to have ended', async () => {
      const upload = await files.get(id);
      return upload.received > 0 && upload;
    });
    assert.equal(received, 120_000);
    const whole = await until('the upload to be free', () => sendPart(server, id, received, BYTES.subarray(received)));
    assert.equal(whole.sha256, sha256(BYTES));
  });

  it('a part that begins elsewhere is refused with where to begin', async () => {
    const { id } = await files.start(BYTES.length);
    await sendPart(server, id, 0, BYTES.subarray(0, 10));
    for (const offset of [0, 9, 11])
      await assert.rejects(sendPart(server, id, offset, BYTES.subarray(offset, 20)), {
        code: 'upload_offset_wrong',
        message: `The next part begins at byte 10, not at ${offset}.`,
      });
    assert.equal((await files.get(id)).received, 10);
  });

  it('of two senders at once the second is told to wait, and the first is not disturbed', async () => {
    const { id } = await files.start(BYTES.length);
    const first = beginPart(server, id, 0, BYTES);
    await first.send(BYTES.subarray(0, 1_000));
    await until('the first to be heard', () => statSync(partial(id)).size > 0);
    await assert.rejects(sendPart(server, id, 0, BYTES), { status: 503, code: 'upload_busy' });
    await first.send(BYTES.subarray(1_000));
    first.finish();
    assert.equal((await first.answer()).sha256, sha256(BYTES));
  });

  it('a sender that falls silent is let go, and what it sent is kept', async () => {
    const impatient = await world.start({ silenceMs: 300 });
    const { id } = await files.start(BYTES.length);
    const silent = beginPart(impatient, id, 0, BYTES);
    await silent.send(BYTES.subarray(0, 5_000));
    await assert.rejects(silent.answer(), { code: 'ECONNRESET' });
    await until('what came to be noted', async () => (await files.get(id)).received === 5_000);
    const rest = BYTES.subarray(5_000);
    const whole = await until('the upload to be free', () => sendPart(server, id, 5_000, rest));
    assert.equal(whole.sha256, sha256(BYTES));
  });

  it('what a server that is gone had begun is free after a while, and goes on at another one', async () => {
    const { id } = await files.start(BYTES.length);
    await sendPart(server, id, 0, BYTES.subarray(0, 1_000));
    // It had written more than it could note.
    writeFileSync(partial(id), randomBytes(500), { flag: 'a' });
    const now = world.clock.now();
    const lease = { token: 'of a server that is gone', now: new Date(now), until: new Date(now + LEASE_MS) };
    assert.ok(await takeLease(world.database.root, id, lease));
    const other = await world.start();
    await assert.rejects(sendPart(other, id, 1_000, BYTES.subarray(1_000)), { code: 'upload_busy' });
    await world.clock.advance(LEASE_MS);
    const { received } = await sendPart(other, id, 1_000, BYTES.subarray(1_000, 2_000));
    assert.equal((await sendPart(server, id, received, BYTES.subarray(received))).sha256, sha256(BYTES));
  });

  it('no more is taken than was announced, and no part that is too large', async () => {
    await assert.rejects(files.start(FILE_SIZE_LIMIT + 1), { code: 'validation_failed' });
    const { id } = await files.start(10);
    await assert.rejects(sendPart(server, id, 0, BYTES.subarray(0, 11)), { code: 'payload_too_large' });
    const large = await files.start(UPLOAD_PART_LIMIT + 1);
    await assert.rejects(sendPart(server, large.id, 0, Buffer.alloc(UPLOAD_PART_LIMIT + 1)), {
      code: 'payload_too_large',
    });
    assert.deepEqual([(await files.get(id)).received, (await files.get(large.id)).received], [0, 0]);
    assert.equal((await sendPart(server, id, 0, BYTES.subarray(0, 10))).sha256, sha256(BYTES.subarray(0, 10)));
  });

  it('a part says what it is and where it begins, and comes from somebody who may send it', async () => {
    const { id } = await files.start(10);
    const put = async (path: string, headers: Record<string, string>) => {
      const all = { authorization: `Bearer ${server.token}`, ...headers };
      const answer = await fetch(new URL(path, server.url), { method: 'PUT', headers: all, body: 'x' });
      return ((await answer.json()) as { code: string }).code;
    };
    const bytes = { 'content-type': 'application/octet-stream' };
    const path = uploadPartPath(id);
    assert.equal(await put(path, bytes), 'malformed_request');
    assert.equal(await put(`${path}?offset=-1`, bytes), 'malformed_request');
    assert.equal(await put(`${path}?offset=0`, { 'content-type': 'application/json' }), 'malformed_request');
    assert.equal(await put(`${path}?offset=0`, { ...bytes, authorization: '' }), 'sign_in_required');
    assert.equal(await put(`${uploadPartPath('no-such-upload')}?offset=0`, bytes), 'not_found');
  });

  it('an upload whose beginning was taken off the disk is lost, also while its server remembers its hash', async () => {
    const { id } = await files.start(BYTES.length);
    await sendPart(server, id, 0, BYTES.subarray(0, 1_000));
    rmSync(partial(id));
    for (const at of [server, await world.start()])
      await assert.rejects(sendPart(at, id, 1_000, BYTES.subarray(1_000)), { code: 'upload_lost' });
    assert.equal((await files.get(id)).sha256, null);
  });

  it('a disk that is full is told before and in between, and the upload goes on once there is room', async () => {
    const blobs = { ...createDiskBlobs(join(world.folder, 'blobs')), room: async () => 1_000 };
    const tight = await filesOf(await world.start({ blobs }), 'Tight');
    await assert.rejects(tight.start(1_001), { status: 507, code: 'disk_full' });
    const { id } = await tight.start(1_000);
    mkdirSync(join(world.folder, 'blobs', 'partial'), { recursive: true });
    symlinkSync('/dev/full', partial(id));
    await assert.rejects(sendPart(server, id, 0, BYTES.subarray(0, 1_000)), { status: 507, code: 'disk_full' });
    assert.equal((await files.get(id)).received, 0);
    rmSync(partial(id));
    assert.equal((await sendPart(server, id, 0, BYTES.subarray(0, 1_000))).received, 1_000);
  });

  it('an upload that is not whole makes no file, and one that is makes exactly one', async () => {
    const { id } = await files.start(BYTES.length);
    const create = (name: string) =>
      server.client.call('files.create', { params: files.params, body: { name, uploadId: id, ...PLAIN } });
    await sendPart(server, id, 0, BYTES.subarray(0, 1_000));
    await assert.rejects(create('early'), { code: 'upload_incomplete' });
    await sendPart(server, id, 1_000, BYTES.subarray(1_000));
    const [one, other] = await Promise.allSettled([create('once'), create('twice')]);
    assert.deepEqual([one.status, other.status].sort(), ['fulfilled', 'rejected']);
    const elsewhere = await filesOf(server, 'Elsewhere');
    const { id: theirs } = await elsewhere.upload(BYTES);
    const body = { name: 'stolen', uploadId: theirs, ...PLAIN };
    await assert.rejects(server.client.call('files.create', { params: files.params, body }), { code: 'not_found' });
  });

  it('what nobody finishes or uses is swept away, and nothing else', async () => {
    const kept = await files.create('kept', BYTES);
    const cancelled = await files.start(10);
    await sendPart(server, cancelled.id, 0, BYTES.subarray(0, 5));
    await server.client.call('uploads.cancel', { params: { uploadId: cancelled.id } });
    await assert.rejects(files.get(cancelled.id), { code: 'not_found' });
    const unused = await files.upload(BYTES.subarray(0, 77));
    const half = await files.start(10);
    await sendPart(server, half.id, 0, BYTES.subarray(0, 5));
    const blobs = createDiskBlobs(join(world.folder, 'blobs'));

    await server.sweep();
    assert.equal((await sendPart(server, half.id, 5, BYTES.subarray(5, 6))).received, 6);
    await world.clock.advance(DAY);
    await assert.rejects(sendPart(server, half.id, 6, BYTES.subarray(6, 7)), { code: 'not_found' });
    await server.sweep();
    assert.deepEqual(readdirSync(join(world.folder, 'blobs', 'partial')), []);
    (await blobs.read(unused.sha256 ?? '', undefined)).destroy();

    await world.clock.advance(2 * DAY);
    await server.sweep();
    await assert.rejects(blobs.read(unused.sha256 ?? '', undefined), { code: 'ENOENT' });
    const content = await files.content(kept.id, 1);
    assert.equal(sha256(new Uint8Array(await content.arrayBuffer())), sha256(BYTES));
  });
});
