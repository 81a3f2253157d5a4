import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { ApiError, FLOW_SIZE_LIMIT } from '@thingdock/api';
import { parseFlowPackage } from '@thingdock/device-protocol';
import { sql } from 'kysely';
import { createFlow } from '../../src/assets/flows/add-version.ts';
import { Secret } from '../../src/platform/crypto/secret.ts';
import { eachDatabase } from '../each-database.ts';
import { type AssetServer, filesOf, openWorld, type World } from './server.test.setup.ts';

const PASSWORD = 'correct-horse-battery';
const KEY = 'sk-live-0123456789';
const MQTT = { id: 'broker', type: 'mqtt-broker', broker: 'mqtt.example.com' };
const NODES = [
  { id: 'tab', type: 'tab', label: 'Main' },
  MQTT,
  { id: 'http', type: 'http request', z: 'tab', wires: [[]] },
];
const CONTENT = JSON.stringify(NODES);
const CREDENTIALS = { broker: { user: 'ada', password: PASSWORD } };

type Upload = {
  content: string;
  title?: string;
  comment?: string;
  packages?: Record<string, string>;
  credentials?: Record<string, Record<string, unknown>>;
  basedOn?: number;
};

eachDatabase((_name, open) => {
  let world: World;
  let server: AssetServer;
  let projectId: string;
  let close: () => Promise<void>;

  before(async () => {
    const { database, close: closeDatabase } = await open();
    world = await openWorld(database);
    server = await world.start();
    ({ projectId } = await filesOf(server));
    close = async () => {
      await world.close();
      await closeDatabase();
    };
  });
  after(() => close());

  const create = (name: string, rest: Partial<Upload> = {}) =>
    server.client.call('flows.create', { params: { projectId }, body: { name, content: CONTENT, ...rest } });
  const addVersion = (flowId: string, rest: Partial<Upload> = {}) =>
    server.client.call('flows.version', { params: { flowId }, body: { content: CONTENT, ...rest } });
  const get = (flowId: string) => server.client.call('flows.get', { params: { flowId } });
  const content = async (flowId: string, number: number) =>
    (await server.client.call('flows.content', { params: { flowId, number: String(number) } })).content;
  const change = (flowId: string, body: { name?: string; masterVersion?: number }) =>
    server.client.call('flows.change', { params: { flowId }, body });
  const deleteVersion = (flowId: string, number: number) =>
    server.client.call('flows.deleteVersion', { params: { flowId, number: String(number) } });
  const ref = async (flowId: string, number?: number) => {
    const found = await server.assets.findVersion(world.database.root, flowId, number);
    return found ?? assert.fail('there is no such version');
  };
  /** What a device downloads. */
  async function packed(flowId: string, number?: number) {
    const text = await server.assets.package((await ref(flowId, number)).versionId);
    const read = parseFlowPackage(text === undefined ? new Uint8Array() : Buffer.from(text));
    return read.ok ? read.value : assert.fail(read.problem);
  }
  async function everythingStored() {
    const flows = await sql`select * from flows`.execute(world.database.root);
    const versions = await sql`select * from flow_versions`.execute(world.database.root);
    return JSON.stringify([flows.rows, versions.rows]);
  }

  it('the newest version is the master until another is made so, and numbers never come back', async () => {
    const { id, masterVersion } = await create('Numbers', { title: 'First', comment: 'by hand' });
    assert.equal(masterVersion, 1);
    await addVersion(id);
    const third = await addVersion(id, { packages: { 'node-red-contrib-x': '1.2.0' } });
    assert.deepEqual([third.number, third.packages], [3, { 'node-red-contrib-x': '1.2.0' }]);
    assert.equal((await get(id)).masterVersion, 3);
    assert.equal((await change(id, { masterVersion: 1 })).masterVersion, 1);
    assert.equal((await ref(id)).number, 1);
    await deleteVersion(id, 3);
    assert.deepEqual(
      (await get(id)).versions.map(({ number, title }) => [number, title]),
      [
        [2, null],
        [1, 'First'],
      ],
    );
    const fourth = await addVersion(id);
    assert.deepEqual([fourth.number, (await get(id)).masterVersion], [4, 4]);
    await assert.rejects(change(id, { masterVersion: 3 }), { code: 'version_not_found' });
    await assert.rejects(content(id, 3), { code: 'not_found' });
  });

  it('the master is not deleted, other versions and whole flows are', async () => {
    const { id } = await create('Deleted');
    await assert.rejects(deleteVersion(id, 1), { code: 'version_in_use' });
    await addVersion(id);
    await assert.rejects(deleteVersion(id, 2), { code: 'version_in_use' });
    await deleteVersion(id, 1);
    await assert.rejects(deleteVersion(id, 1), { code: 'not_found' });
    await server.client.call('flows.delete', { params: { flowId: id } });
    await assert.rejects(get(id), { code: 'not_found' });
    await assert.rejects(addVersion(id), { code: 'not_found' });
    await create('deleted');
    await assert.rejects(create('DELETED'), { code: 'flow_name_taken' });
  });

  it('of two people who save at once the second is told who was first', async () => {
    const { id } = await create('Shared');
    const both = await Promise.allSettled([addVersion(id, { basedOn: 1 }), addVersion(id, { basedOn: 1 })]);
    const lost = both.find((outcome) => outcome.status === 'rejected');
    assert.ok(lost?.reason instanceof ApiError);
    assert.equal(lost.reason.code, 'version_conflict');
    assert.match(lost.reason.message, /^You started from version 1, but .+ saved version 2 at /);
    assert.equal((await get(id)).latestVersion, 2);
  });

  it('a flow is renamed, unless another has the name', async () => {
    const { id } = await create('Old name');
    await create('Other name');
    assert.equal((await change(id, { name: ' New name ' })).name, 'New name');
    await assert.rejects(change(id, { name: 'other NAME' }), { code: 'flow_name_taken' });
    const some = await Promise.all(['a', 'b', 'c', 'd'].map((name) => create(name)));
    const outcomes = await Promise.allSettled(some.map((flow) => change(flow.id, { name: 'The one' })));
    const lost = outcomes.filter((outcome) => outcome.status === 'rejected');
    assert.deepEqual(
      lost.map(({ reason }) => reason.code),
      ['flow_name_taken', 'flow_name_taken', 'flow_name_taken'],
    );
  });

  it('credentials come apart or inside of nodes, rest sealed, and only devices ever get them', async () => {
    const inside = JSON.stringify(
      NODES.map((node) => (node.id === 'http' ? { ...node, credentials: { key: KEY } } : node)),
    );
    const { id, versions } = await create('Secret', { content: inside, credentials: CREDENTIALS });
    assert.deepEqual(versions[0]?.credentialsOf, ['broker', 'http']);
    assert.deepEqual((await packed(id)).cred, { ...CREDENTIALS, http: { key: KEY } });
    assert.deepEqual(JSON.parse(await content(id, 1)), NODES);
    const answers = [await get(id), await content(id, 1), await addVersion(id, { content: inside })];
    const checked = await server.client.call('flows.check', { params: { projectId }, body: { content: inside } });
    assert.deepEqual(checked.credentialsOf, ['http']);
    const copy = await server.client.call('flows.duplicate', { params: { flowId: id }, body: { name: 'Copy' } });
    assert.deepEqual((await packed(copy.id)).cred, { ...CREDENTIALS, http: { key: KEY } });
    const seen = JSON.stringify([answers, checked, copy, await everythingStored()]);
    for (const secret of [PASSWORD, KEY]) assert.ok(!seen.includes(secret));
    assert.ok(!(await everythingStored()).includes('mqtt.example.com'), 'flows rest sealed as well');
  });

  it('nodes keep their credentials from version to version, until they get others, none, or become something else', async () => {
    const { id } = await create('Kept', { credentials: CREDENTIALS });
    const cred = async () => (await packed(id)).cred;
    await addVersion(id);
    assert.deepEqual(await cred(), CREDENTIALS);
    await addVersion(id, { credentials: { broker: { user: 'bob' } } });
    assert.deepEqual(await cred(), { broker: { user: 'bob' } });
    await addVersion(id, { credentials: { broker: {} } });
    assert.deepEqual(await cred(), undefined);
    await addVersion(id, { credentials: CREDENTIALS });
    await addVersion(id, { content: JSON.stringify([{ ...MQTT, type: 'other' }]) });
    assert.deepEqual(await cred(), undefined);
    assert.deepEqual((await packed(id, 5)).cred, CREDENTIALS);
  });

  it('credentials that do not fit are refused without being repeated', async () => {
    const wrong: [string, Record<string, unknown>][] = [
      ['no node', { nobody: { password: PASSWORD } }],
      ['no object', { broker: PASSWORD }],
      ['a reserved key', { broker: JSON.parse(`{"__proto__":{"a":"${PASSWORD}"}}`) }],
      ['too large', { broker: { password: PASSWORD.repeat(10_000) } }],
    ];
    for (const [what, credentials] of wrong) {
      const all = credentials as Upload['credentials'];
      await assert.rejects(create('Wrong', all ? { credentials: all } : {}), (error: unknown) => {
        assert.ok(error instanceof ApiError, what);
        assert.ok(error.status === 422 || error.status === 400, what);
        assert.ok(!JSON.stringify([error.message, error.errors]).includes(PASSWORD), what);
        return true;
      });
    }
  });

  it('a flow near the limit is still one when its credentials were taken out', async () => {
    const many = Array.from({ length: 1_500 }, (_, index) => ({
      id: `n${index}`,
      type: 'junction',
      z: 'tab',
      wires: [[]],
    }));
    const nodes = [...NODES, ...many, { id: 'last', type: 'http request', credentials: { key: KEY } }];
    const text = JSON.stringify(nodes);
    assert.ok(text.length < FLOW_SIZE_LIMIT && JSON.stringify(nodes, null, 4).length > FLOW_SIZE_LIMIT);
    const { id, versions } = await create('Large', { content: text });
    assert.ok((versions[0]?.size ?? 0) < text.length);
    assert.deepEqual((await packed(id)).cred, { last: { key: KEY } });
    await addVersion(id);
    await server.client.call('flows.duplicate', { params: { flowId: id }, body: { name: 'Large too', version: 1 } });
  });

  it('versions of before, whose nodes hold their credentials, are separated at the start, for devices without a change', async () => {
    const inside = JSON.stringify([{ ...MQTT, credentials: CREDENTIALS.broker }, NODES[0]]);
    const deps = { database: world.database, clock: world.clock, envelope: world.envelope };
    const ids = { uuid: () => 'older', token: () => '', pick: () => '' };
    await createFlow({ ...deps, ids }, projectId, { name: 'Older', content: '[]', createdBy: 'Ada' });
    const whole = world.envelope.seal(new Secret(inside), 'flow_version/older/content');
    await sql`update flow_versions set content_sealed = ${whole}, credentials_of = null where id = 'older'`.execute(
      world.database.root,
    );
    const before = await server.assets.package('older');
    assert.ok(before?.includes(PASSWORD));
    assert.ok((await content('older', 1)).includes(PASSWORD), 'the test would show nothing otherwise');
    await world.start();
    assert.ok(!(await content('older', 1)).includes(PASSWORD));
    assert.deepEqual(JSON.parse((await server.assets.package('older')) ?? ''), JSON.parse(before ?? ''));
    assert.deepEqual((await get('older')).versions[0]?.credentialsOf, ['broker']);
  });

  it('a check says what a flow is made of and what it lacks', async () => {
    const nodes = [...NODES, { id: 's7', type: 's7 in', z: 'gone', wires: [['nowhere']] }];
    const check = (text: string) =>
      server.client.call('flows.check', { params: { projectId }, body: { content: text } });
    const found = await check(JSON.stringify(nodes));
    assert.deepEqual([found.nodes, found.tabs], [3, 1]);
    assert.deepEqual(
      found.types.filter(({ core }) => !core),
      [{ type: 's7 in', nodes: 1, core: false, package: 'node-red-contrib-s7' }],
    );
    assert.equal(found.warnings.length, 3);
    await assert.rejects(check('{}'), { code: 'flow_invalid' });
    await assert.rejects(check(`[${' '.repeat(FLOW_SIZE_LIMIT)}]`), { code: 'flow_too_large' });
  });
});
