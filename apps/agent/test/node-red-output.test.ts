import assert from 'node:assert/strict';
import { test } from 'node:test';
import { afterCrash, NO_CRASHES } from '../src/node-red/crashes.ts';
import { failureOf, isUp, NOTHING_SAID, readLine } from '../src/node-red/output.ts';
import { childEnvironment } from '../src/node-red/process.ts';
import { nodeRedSettings } from '../src/node-red/settings.ts';

const at = '22 Nov 20:47:35 - [';
const read = (...lines: string[]) => lines.reduce(readLine, NOTHING_SAID);

test('Node-RED is up when its flows run and its server listens, in any order', () => {
  const flows = `${at}info] Started flows`;
  const server = `${at}info] Server now running at http://127.0.0.1:1880`;
  assert.equal(isUp(read(flows)), false);
  assert.equal(isUp(read(server)), false);
  assert.equal(isUp(read(flows, server)), true);
  assert.equal(isUp(read(server, `${at}info] Starting flows`, flows)), true);
});

test('missing node types are named', () => {
  const progress = read(
    `${at}info] Waiting for missing types to be registered:`,
    `${at}info]  - modbus-read`,
    `${at}info]  - s7 in (provided by npm module node-red-contrib-s7)`,
    `${at}info] To install any of these missing modules, run:`,
    `${at}info]  - not a type`,
  );
  assert.deepEqual(progress.missingTypes, ['modbus-read', 's7 in']);
  assert.equal(failureOf(progress, 'x'), 'the flow needs node types that are not installed: modbus-read, s7 in');
});

test('the last errors that Node-RED logged are the cause', () => {
  const progress = read(`${at}error] Unable to listen on http://127.0.0.1:1880`, `${at}error] Error: port in use`);
  assert.equal(
    failureOf(progress, 'it ended with code 1'),
    'it ended with code 1: Unable to listen on http://127.0.0.1:1880 | Error: port in use',
  );
  assert.equal(failureOf(NOTHING_SAID, 'it ended with code 1'), 'it ended with code 1');
});

test('a crash is followed by a restart, five of them in a row by none', () => {
  let history = NO_CRASHES;
  const kinds = Array.from({ length: 6 }, () => {
    const decided = afterCrash(history, 500);
    history = decided.history;
    return decided.next.kind;
  });
  assert.deepEqual(kinds, ['restart', 'restart', 'restart', 'restart', 'restart', 'give-up']);
  assert.deepEqual(afterCrash(history, 20_000).next, { kind: 'restart', afterMs: 1_000 });
});

test('Node-RED has no admin API, listens on loopback, and sees nothing of npm or of the agent', () => {
  const settings = nodeRedSettings({ data: '/d', credentialSecret: 's' });
  assert.deepEqual([settings.httpAdminRoot, settings.disableEditor, settings.uiHost], [false, true, '127.0.0.1']);
  const env = {
    PATH: '/bin',
    npm_config_x: '1',
    THINGDOCK_TOKEN: 't',
    NODE_OPTIONS: '-r x',
    INIT_CWD: '/',
    LANG: 'ja_JP',
  };
  assert.deepEqual(childEnvironment(env), { PATH: '/bin', LANG: 'ja_JP' });
});
