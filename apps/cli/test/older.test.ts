import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, beforeEach, test } from 'node:test';
import { Fault } from '@thingdock/api';
import { sample, startContractServer } from '@thingdock/api/testing';
import { thingdock, thingdockJson } from './cli.ts';

const server = await startContractServer();
const { url } = server;
const folder = mkdtempSync(join(tmpdir(), 'thingdock-older-'));
const older = (name: string) => ({
  name,
  accessKeyId: 'AKIAEXAMPLE',
  secretAccessKey: 'hush-hush',
  region: 'eu-west-1',
});

beforeEach(() => {
  server.requests.length = 0;
  server.handlers = {
    'projects.list': () => ({ items: [sample.project()] }),
    'connections.get': ({ params }) => sample.connection({ id: params.connectionId }),
    'connections.import': ({ body }) => {
      if (body.name === 'Taken')
        throw new Fault('connection_duplicate', { details: { accountId: '1', region: 'eu-west-1', owner: '"Plant"' } });
      return sample.connection({ id: `id-of-${body.name}`, name: body.name, roleArn: null, migrationNeeded: true });
    },
    'connections.migrate': () => ({ operation: sample.operation({ kind: 'connection.migrate', state: 'succeeded' }) }),
  };
});
afterEach(() => assert.deepEqual(server.violations.splice(0), []));
after(async () => {
  rmSync(folder, { recursive: true, force: true });
  await server.close();
});

function file(content: unknown): string {
  const path = join(folder, 'older.json');
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}
const bodies = () => server.requests.filter(({ route }) => route === 'connections.import').map(({ body }) => body);

test('a file has one older connection or a list of them, and what else it says does not matter', async () => {
  const one = await thingdockJson(['connections', 'import', file({ ...older('North'), type: 'old', licences: 3 })], {
    url,
  });
  assert.deepEqual([one.code, bodies()], [0, [older('North')]]);
  const many = await thingdock(['connections', 'import', file([older('East'), older('West')])], { url });
  assert.equal(many.code, 0);
  assert.match(
    many.stdout,
    /Took in "East" \(id-of-East\).*It needs migration\.\n.*"West".*\n2 connections taken in\./,
  );
});

test('one that is refused does not keep the others out, and no secret is repeated', async () => {
  const path = file([older('Taken'), older('South')]);
  const { code, value } = await thingdockJson(['connections', 'import', path], { url });
  const { items, refused } = value as { items: { name: string }[]; refused: { name: string; code: string }[] };
  assert.equal(code, 1);
  assert.deepEqual(
    [items.map(({ name }) => name), refused.map((it) => [it.name, it.code])],
    [['South'], [['Taken', 'connection_duplicate']]],
  );
  assert.doesNotMatch(JSON.stringify(value), /hush-hush/);
});

test('a file that cannot be understood is refused before anything is taken in', async () => {
  for (const content of ['{', '[]', [older('North'), { name: 'East', accessKeyId: 'AKIAEXAMPLE' }]]) {
    const { code, stderr } = await thingdock(['connections', 'import', file(content)], { url });
    assert.equal(code, 1);
    assert.match(
      stderr,
      /cannot be read: (it is not JSON|it has no connections|connection 2 in it has no secretAccessKey)/,
    );
  }
  assert.deepEqual(bodies(), []);
});

test('migrate sends the role, and another key only when one is named', async () => {
  const env = { THINGDOCK_SECRET_ACCESS_KEY: 'of-something-else' };
  const role = ['--role-arn', 'arn:aws:iam::123456789012:role/R'];
  const migrate = ['connections', 'migrate', 'connection-1', ...role];
  const body = () => server.requests.find(({ route }) => route === 'connections.migrate')?.body;
  assert.equal((await thingdock(migrate, { url, env })).code, 0);
  assert.deepEqual(body(), { roleArn: role[1], takeOver: false });
  server.requests.length = 0;
  await thingdock([...migrate, '--access-key-id', 'AKIANEWER', '--take-over'], { url, env });
  assert.deepEqual(body(), {
    ...{ roleArn: role[1], takeOver: true },
    ...{ accessKeyId: 'AKIANEWER', secretAccessKey: 'of-something-else' },
  });
});
