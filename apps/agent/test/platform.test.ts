import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { systemClock } from '@thingdock/effects';
import { fakeClock } from '@thingdock/testkit';
import fc from 'fast-check';
import { parseArguments } from '../src/arguments.ts';
import { ConfigError, parseConfig } from '../src/config/config.ts';
import { npmCommand, npmEnvironment, npmProblem } from '../src/flow/npm-install.ts';
import { readState, writeFileAtomically } from '../src/platform/files.ts';
import { createLog } from '../src/platform/log.ts';
import { backoff, within } from '../src/platform/timing.ts';

const config = {
  host: 'h',
  thingName: 'pump-1',
  caCert: 'certs/ca.pem',
  clientCert: '/abs/c.pem',
  privateKey: 'k.pem',
};

test('paths in a config file count from its folder, and what is not said has a default', () => {
  const parsed = parseConfig(
    JSON.stringify({ ...config, topic: 'aws/things/x', debug: true }),
    '/etc/agent/config.json',
  );
  assert.deepEqual(parsed, {
    ...{ host: 'h', port: 8883, clientId: 'pump-1', thingName: 'pump-1', keepalive: 30 },
    ...{ caCert: '/etc/agent/certs/ca.pem', clientCert: '/abs/c.pem', privateKey: '/etc/agent/k.pem' },
  });
});

test('a config file that cannot work says what to change', () => {
  const cases: [object | string, RegExp][] = [
    ['{', /is not JSON/],
    [{ ...config, host: undefined }, /"host" is missing/],
    [{ ...config, thingName: 'a b' }, /"thingName": a thing name has 1 to 128/],
    [{ ...config, port: 'x' }, /"port" is not a whole number from 1 to 65535/],
    [{ ...config, keepalive: 5 }, /"keepalive" is not a whole number from 30 to 1200/],
  ];
  for (const [raw, message] of cases)
    assert.throws(
      () => parseConfig(typeof raw === 'string' ? raw : JSON.stringify(raw), '/x/config.json'),
      (error) => error instanceof ConfigError && message.test(error.message),
    );
});

test('the command line is relative to where the user stands', () => {
  assert.deepEqual(parseArguments(['--config', 'a/config.json', '--node-red', '../nr'], '/home/u'), {
    kind: 'run',
    configFile: '/home/u/a/config.json',
    logLevel: 'info',
    nodeRedPath: '/home/nr',
  });
  assert.equal(parseArguments([], '/').kind, 'wrong');
  assert.equal(parseArguments(['--config', 'x', '--log-level', 'loud'], '/').kind, 'wrong');
  assert.equal(parseArguments(['--nonsense'], '/').kind, 'wrong');
  assert.equal(parseArguments(['--help'], '/').kind, 'help');
});

test('no secret reaches the log', () => {
  const lines: string[] = [];
  const log = createLog({ write: (line) => lines.push(line), clock: fakeClock(), level: 'info' });
  log.debug('dropped');
  log.info('a.b', {
    accessToken: 'S1',
    deep: { idToken: 'S2', list: [{ password: 'S3' }] },
    text: 'got eyJhbGciOiJIUzI1NiJ9.UzQ.UzQ and Bearer S5 from http://x/y?a=1&X-Amz-Signature=S6&b=2',
  });
  assert.equal(lines.length, 1);
  assert.doesNotMatch(lines[0] ?? '', /S\d|UzQ/);
  assert.match(lines[0] ?? '', /"time":"2026-01-01T00:00:00.000Z","level":"info","event":"a.b".*a=1.*b=2/);
});

test('waiting times double up to a limit and are spread by chance', () => {
  const limits = { first: 1_000, most: 64_000 };
  assert.deepEqual(
    [1, 2, 3, 7, 8, 1_000].map((n) => backoff(n, limits, 0)),
    [1_000, 2_000, 4_000, 64_000, 64_000, 64_000],
  );
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2_000 }), fc.double({ min: 0, max: 0.999, noNaN: true }), (n, by) => {
      const ms = backoff(n, limits, by);
      assert.ok(ms >= 500 && ms <= 64_000);
    }),
  );
});

test('waiting ends with the value, with the time, or with the signal', async () => {
  const never = new Promise<never>(() => undefined);
  assert.deepEqual(await within(Promise.resolve(7), { clock: systemClock, ms: 60_000 }), { inTime: true, value: 7 });
  assert.deepEqual(await within(never, { clock: systemClock, ms: 1 }), { inTime: false });
  const signal = AbortSignal.abort(new Error('over'));
  await assert.rejects(within(never, { clock: systemClock, ms: 60_000, signal }), /over/);
});

test('a state file is replaced in one step, is the owner’s alone, and a corrupt one is set aside', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'thingdock-files-'));
  const file = join(folder, 'state.json');
  const parse = (raw: unknown) => (typeof raw === 'number' ? raw : undefined);
  const corrupt: string[] = [];
  const read = () => readState(file, parse, (bad) => corrupt.push(bad));
  assert.equal(await read(), undefined);
  await writeFileAtomically(file, '1');
  await writeFileAtomically(file, '2');
  assert.equal(await read(), 2);
  assert.equal((await stat(file)).mode & 0o777, 0o600);
  assert.deepEqual(await readdir(folder), ['state.json']);
  await writeFile(file, '{"half');
  assert.equal(await read(), undefined);
  assert.deepEqual(corrupt, [file]);
  assert.equal(await readFile(`${file}.corrupt`, 'utf8'), '{"half');
});

test('npm runs apart from the npm that started the agent, and its own words are the cause', () => {
  const env = {
    PATH: '/bin',
    npm_config_local_prefix: '/repo',
    npm_lifecycle_event: 'agent',
    npm_config_registry: 'http://r/',
    npm_execpath: '/n/npm-cli.js',
  };
  assert.deepEqual(npmEnvironment(env), { PATH: '/bin', npm_config_registry: 'http://r/' });
  assert.deepEqual(npmCommand(env), [process.execPath, '/n/npm-cli.js']);
  assert.deepEqual(npmCommand({}), ['npm']);
  const stderr =
    'npm error code E404\nnpm error 404 Not Found - GET http://r/x\nnpm error A complete log of this run can be found in: /x/_logs/1.log\n';
  assert.equal(npmProblem(stderr), 'E404 404 Not Found - GET http://r/x');
});
