import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import { fakeClock } from '@thingdock/testkit';
import type { OptionSpecs } from '../src/command.ts';
import { resolveSecrets } from '../src/secrets.ts';
import { createStdin, type Terminal } from '../src/terminal.ts';

const SPECS = {
  password: { kind: 'secret', required: true, env: 'PASSWORD', about: 'Password' },
  token: { kind: 'secret', env: 'TOKEN', about: 'Token' },
} as const satisfies OptionSpecs;

function setUp(env: Record<string, string> = {}, tty = false) {
  const streams = { stdin: new PassThrough(), stdout: new PassThrough(), stderr: new PassThrough() };
  for (const stream of Object.values(streams)) Object.assign(stream, { isTTY: tty });
  const signal = new AbortController().signal;
  const terminal: Terminal = { ...streams, env, cwd: '/', clock: fakeClock(), signal };
  const resolve = (given: Record<string, string>) =>
    resolveSecrets({ terminal, readStdin: createStdin(terminal) }, SPECS, given);
  return { ...streams, resolve };
}

test('a secret comes from its option before the environment', async () => {
  const { resolve } = setUp({ PASSWORD: 'from-env', TOKEN: 't' });
  assert.deepEqual(await resolve({ password: 'from-option' }), { password: 'from-option', token: 't' });
  assert.deepEqual(await resolve({}), { password: 'from-env', token: 't' });
});

test('"-" reads the secret from standard input, less the line break that ends it', async () => {
  const { resolve, stdin } = setUp({ PASSWORD: 'from-env' });
  stdin.end('two words \r\n');
  assert.deepEqual(await resolve({ password: '-' }), { password: 'two words ', token: undefined });
});

test('two secrets cannot both come from standard input', async () => {
  const { resolve, stdin } = setUp();
  stdin.end('x\n');
  await assert.rejects(resolve({ password: '-', token: '-' }), /--password and --token cannot both be read/);
});

test('an empty standard input is no secret', async () => {
  const { resolve, stdin } = setUp();
  stdin.end('\n');
  await assert.rejects(resolve({ password: '-' }), /--password was to be read from standard input, which is empty/);
});

test('a needed secret that is nowhere is a usage error that names both ways', async () => {
  await assert.rejects(setUp().resolve({}), /Set PASSWORD, or pipe it in with "--password -"/);
});

test('at a terminal it is asked for, and not a character of it is shown', async () => {
  const { resolve, stdin, stdout, stderr } = setUp({}, true);
  const asked = resolve({});
  stdin.write('correct horse\r');
  assert.deepEqual(await asked, { password: 'correct horse', token: undefined });
  assert.equal(String(stderr.read()), 'Password: \n');
  assert.equal(stdout.read(), null);
});

test('Ctrl-C at the prompt is an interruption', async () => {
  const { resolve, stdin } = setUp({}, true);
  const asked = resolve({});
  stdin.write('half a pass\u0003');
  await assert.rejects(asked, { code: 'interrupted' });
});
