import assert from 'node:assert/strict';
import { after, afterEach, beforeEach, test } from 'node:test';
import type { Check, Inspection, Plan } from '@thingdock/api';
import { sample, startContractServer } from '@thingdock/api/testing';
import { thingdock, thingdockJson } from './cli.ts';

const server = await startContractServer();
const { url } = server;
const env = { THINGDOCK_SECRET_ACCESS_KEY: 'secret-of-aws' };
const TYPED = [
  ...['--access-key-id', 'AKIAEXAMPLE', '--endpoint', 'abc-ats.iot.eu-central-1.amazonaws.com'],
  ...['--role-arn', 'arn:aws:iam::123456789012:role/R'],
];

const check = (change: Partial<Check>): Check => ({
  ...{ key: 'key', title: 'AWS accepts the access key', state: 'passed', expected: null, found: '…1234.', fix: null },
  ...{ error: null, missing: [], ...change },
});
const LACKING = check({
  ...{ key: 'user_permissions', title: 'The key may do what is needed', state: 'failed', expected: 'All of it.' },
  ...{ found: 'It may not do sns:Subscribe.', fix: 'Attach AmazonSNSFullAccess.' },
  missing: [
    {
      ...{ whose: 'user', action: 'sns:Subscribe', certain: true },
      statement: { Effect: 'Allow', Action: ['sns:Subscribe'], Resource: ['arn:topic'] },
    },
  ],
});
const inspection = (...checks: Check[]): Inspection => ({
  ...{ ok: checks.every(({ state }) => state !== 'failed'), accountId: '123456789012', partition: 'aws' },
  ...{ region: 'eu-central-1', endpoint: 'abc', userArn: 'arn:user', checks },
});
const PLAN: Plan = {
  objects: [{ kind: 'topic', name: 'enebular_status_push_sns', arn: 'a', action: 'create', differences: [], lost: [] }],
};

beforeEach(() => {
  server.requests.length = 0;
  server.handlers = {
    'projects.list': () => ({ items: [sample.project()] }),
    'connections.inspect': () => inspection(check({})),
    'connections.plan': () => PLAN,
  };
});
afterEach(() => assert.deepEqual(server.violations.splice(0), []));
after(() => server.close());

test('S52 inspect shows each check, and ends with 0 when none failed', async () => {
  const { code, stdout, stderr } = await thingdock(['connections', 'inspect', ...TYPED], { url, env });
  assert.deepEqual([code, stderr], [0, '']);
  assert.equal(stdout, 'passed   AWS accepts the access key\n         …1234.\n');
});

test('inspect says what is missing with the statement to paste, and ends with 1 when a check failed', async () => {
  server.handlers['connections.inspect'] = () => inspection(check({}), LACKING);
  const { code, stdout, stderr } = await thingdock(['connections', 'inspect', '--name', 'Line', ...TYPED], {
    url,
    env,
  });
  assert.equal(code, 1);
  assert.match(
    stdout,
    /FAILED +The key may do what is needed\n +Expected: All of it\.\n +It may not do sns:Subscribe\./,
  );
  assert.match(stdout, /For the user: \{"Effect":"Allow","Action":\["sns:Subscribe"\],"Resource":\["arn:topic"\]\}/);
  assert.match(stderr, /1 check failed\./);
  assert.ok(!`${stdout}${stderr}`.includes('secret-of-aws'));
  const asked = server.requests.find(({ route }) => route === 'connections.inspect');
  const body = asked?.body as { name?: string } | undefined;
  assert.equal(body?.name, 'Line');
});

test('inspect prints the whole inspection with --json, also when a check failed', async () => {
  server.handlers['connections.inspect'] = () => inspection(LACKING);
  const { code, value } = await thingdockJson<Inspection>(['connections', 'inspect', ...TYPED], { url, env });
  assert.deepEqual([code, value.checks], [1, [LACKING]]);
});

test('create --dry-run shows what would be done in AWS, and does nothing', async () => {
  const words = ['connections', 'create', '--name', 'Line', '--dry-run', ...TYPED];
  const { code, stdout } = await thingdock(words, { url, env });
  assert.deepEqual([code, stdout], [0, 'create  topic  enebular_status_push_sns\n']);
  assert.deepEqual(
    server.requests.map(({ route }) => route),
    ['projects.list', 'connections.plan'],
  );
});

for (const [command, more] of [
  ['rotate', []],
  ['migrate', ['--role-arn', 'arn:aws:iam::123456789012:role/R']],
] as const)
  test(`${command} --dry-run checks what is to come, and changes nothing`, async () => {
    server.handlers['connections.inspectChange'] = () => inspection(check({}), LACKING);
    const words = ['connections', command, 'connection-1', '--access-key-id', 'AKIAEXAMPLE', ...more, '--dry-run'];
    const { code, stdout, stderr } = await thingdock(words, { url, env });
    assert.equal(code, 1);
    assert.match(stdout, /FAILED +The key may do what is needed/);
    assert.match(stderr, /1 check failed\. It would be refused/);
    assert.deepEqual(
      server.requests.map(({ route }) => route),
      ['connections.inspectChange'],
    );
  });
