import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  desiredEnvironment,
  desiredFlow,
  type FileAsset,
  fileAssetState,
  isAssetId,
  type Json,
  type JsonObject,
  parseAssetPath,
  parseFileAsset,
  parseFileReport,
  parseFileUrlAnswer,
  readFileReports,
  reportedEnvironment,
  reportedFlow,
  STATE_PATHS,
  switchAt,
} from '../src/index.ts';

const INTEGRITY = '47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=';
const FULL: FileAsset = {
  updateId: 'u-1',
  ts: 5,
  config: {
    name: 'Calibrate',
    directory: 'tools/v1',
    filename: '調整 1.sh',
    size: 12,
    integrity: INTEGRITY,
    key: 'k',
    run: { args: '--all "two words"', envs: { LEVEL: '3', EMPTY: '' }, maxTime: 300 },
    hooks: [
      { stage: 'preDeploy', path: 'tools/check.sh', args: '', envs: {}, maxTime: 1 },
      { stage: 'postDeploy', path: 'done.sh', args: 'x', envs: { A: 'b=c' }, maxTime: 60 },
    ],
  },
};
const content = { filename: 'x.sh', size: 12, integrity: INTEGRITY, internalSrcConfig: { stored: true, key: 'k' } };
const asset = (config: JsonObject): JsonObject => ({
  updateId: 'u',
  ts: 1,
  config: { type: 'file', name: 'x', ...config },
});

test('a file asset survives the way to the device', () => {
  assert.deepEqual(parseFileAsset(JSON.parse(JSON.stringify(fileAssetState(FULL)))), { ok: true, value: FULL });
});

test('what agents of the field are given is understood', () => {
  const parsed = parseFileAsset(
    asset({ destPath: 'dst', fileTypeConfig: { src: 'internal', ...content, exec: false } }),
  );
  const config = { name: 'x', directory: 'dst', filename: 'x.sh', size: 12, integrity: INTEGRITY, key: 'k', hooks: [] };
  assert.deepEqual(parsed, { ok: true, value: { updateId: 'u', ts: 1, config } });
});

const WRONG: [what: string, config: JsonObject, problem: RegExp][] = [
  ['an AI model', { type: 'ai' }, /type "ai"/],
  ['a directory outside', { destPath: '../etc', fileTypeConfig: content }, /directory "\.\." is not a name/],
  ['a hidden way out', { destPath: 'a/../../b', fileTypeConfig: content }, /directory/],
  ['an absolute directory', { destPath: '/etc', fileTypeConfig: content }, /directory is missing/],
  ['a backslash', { destPath: 'a\\..\\b', fileTypeConfig: content }, /slash/],
  ['a filename with a path', { fileTypeConfig: { ...content, filename: '../x' } }, /filename .* slash/],
  ['a filename that is none', { fileTypeConfig: { ...content, filename: '..' } }, /not a name/],
  ['a filename with a zero byte', { fileTypeConfig: { ...content, filename: 'x\0' } }, /control character/],
  ['a filename that is too long', { fileTypeConfig: { ...content, filename: '長'.repeat(86) } }, /255 bytes/],
  ['no size', { fileTypeConfig: { ...content, size: '12' } }, /size/],
  ['a size that is too large', { fileTypeConfig: { ...content, size: 500_000_001 } }, /500000000/],
  ['another checksum', { fileTypeConfig: { ...content, integrity: 'AAAA' } }, /SHA-256/],
  ['no key', { fileTypeConfig: { ...content, internalSrcConfig: {} } }, /key/],
  ['no time to run', { fileTypeConfig: { ...content, exec: true } }, /longest time/],
  ['too long to run', { fileTypeConfig: { ...content, exec: true, execConfig: { maxTime: 301 } } }, /1 to 300/],
  [
    'a variable that is none',
    { fileTypeConfig: { ...content, exec: true, execConfig: { maxTime: 1, envs: ['='] } } },
    /NAME=/,
  ],
  ['a strange stage', { fileTypeConfig: content, hooks: [{ stage: 'never' }] }, /stage "never"/],
  [
    'a hook outside',
    {
      fileTypeConfig: content,
      hooks: [{ stage: 'preDeploy', type: 'asset', maxTime: 1, assetTypeConfig: { assetPath: '../../bin/sh' } }],
    },
    /path of a hook/,
  ],
];
for (const [what, config, expected] of WRONG)
  test(`a file with ${what} is refused in words`, () => {
    const parsed = parseFileAsset(asset(config));
    assert.match(parsed.ok ? 'it was taken' : parsed.problem, expected);
  });

test('a hook without a path is no hook', () => {
  const hook = { stage: 'postDeploy', type: 'asset', maxTime: 0, assetTypeConfig: { assetPath: '' } };
  const parsed = parseFileAsset(asset({ fileTypeConfig: content, hooks: [hook] }));
  assert.deepEqual(parsed.ok && parsed.value.config.hooks, []);
});

test('reports of files are read as agents send them, and what is not understood is left out', () => {
  const config = { type: 'file', name: 'x', fileTypeConfig: content };
  const pending = { ts: 1, state: 'deployPending', config, updateId: 'u-1', pendingUpdateId: 'u-2' };
  const failed = {
    ts: 1795371571541,
    state: 'deployFail',
    message: 'Failed to verify asset',
    config: 1,
    updateId: 'u-2',
  };
  const removing = { ts: 2, state: 'removePending', updateId: 'u-3', pendingUpdateId: null };
  const strange = { assets: { assets: { a: pending, b: failed, c: removing, '7': pending, e: { state: 'x' }, f: 1 } } };
  const reports = readFileReports(strange);
  assert.deepEqual([...reports.keys()], ['a', 'b', 'c']);
  assert.equal(reports.get('a')?.pendingUpdateId, 'u-2');
  assert.equal(reports.get('a')?.config?.filename, 'x.sh');
  assert.deepEqual(reports.get('b'), {
    ts: 1795371571541,
    state: 'deployFail',
    message: 'Failed to verify asset',
    updateId: 'u-2',
  });
  assert.equal(reports.get('c')?.pendingUpdateId, null);
  const long = parseFileReport({ updateId: 'u', state: 'deployFail', message: 'x'.repeat(9_999) });
  assert.equal(long.ok && long.value.message?.length, 2_000);
  assert.equal(readFileReports({}).size, 0);
});

test('paths and ids are told from what only looks like them', () => {
  assert.equal(parseAssetPath('a/b c/ü.sh').ok, true);
  for (const path of ['', '/', 'a//b', 'a/', './a', 'a/./b', 'a/..', 'x/'.repeat(20), 1])
    assert.equal(parseAssetPath(path).ok, false);
  for (const id of ['a1', 'b0c3-1', 'x_y']) assert.equal(isAssetId(id), true);
  for (const id of ['', '1', 'a.b', '__proto__', 'x'.repeat(129), 5]) assert.equal(isAssetId(id), false);
});

test('the settings of the flow are read from both trees', () => {
  const flow = { assetId: 'a', updateId: 'u' };
  const desired = { flow: { flow: { ...flow, more: 1 }, enable: false, envVariables: { A: '1', B: 2, C: true } } };
  assert.deepEqual(desiredFlow(desired), flow);
  assert.equal(desiredFlow({ flow: {} }), undefined);
  assert.equal(switchAt(desired, STATE_PATHS.flowEnable), false);
  assert.equal(switchAt({}, STATE_PATHS.monitoring), undefined);
  assert.deepEqual(desiredEnvironment(desired), { ok: true, value: { A: '1', B: '2', C: 'true' } });
  assert.deepEqual(desiredEnvironment({}), { ok: true, value: {} });
  const wrong: Json[] = [{ 'A B': '' }, { A: {} }, { NODE_CHANNEL_FD: '3' }, { A: 'x\0' }, 'A=1'];
  for (const bad of wrong) assert.equal(desiredEnvironment({ flow: { envVariables: bad } }).ok, false);
  assert.deepEqual(reportedEnvironment({ flow: { envVariablesA: { A: '1' } } }), { ok: true, value: { A: '1' } });
  assert.deepEqual(reportedEnvironment({}), { ok: true, value: undefined });
  assert.deepEqual(reportedFlow({}), { ok: true, value: undefined });
  const removing = { ...flow, state: 'removing', ts: 3 } as const;
  assert.deepEqual(reportedFlow({ flow: { flow: removing } }), { ok: true, value: removing });
});

test('only an address of the web is one to download from', () => {
  assert.deepEqual(parseFileUrlAnswer({ url: 'https://x/y' }), { ok: true, value: 'https://x/y' });
  assert.equal(parseFileUrlAnswer({ url: 'file:///etc/passwd' }).ok, false);
  assert.equal(parseFileUrlAnswer({}).ok, false);
});
