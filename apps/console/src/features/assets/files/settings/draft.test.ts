import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { FileSettings } from '@thingdock/api';
import { fromSettings, NEW_HOOK, NO_SETTINGS, nameFrom, settingsFaults, toSettings } from './draft.ts';

describe('the settings of a file', () => {
  it('come back as they were', () => {
    const settings: FileSettings = {
      directory: 'tools',
      execute: { arguments: '--once', environment: { LINE: '3' }, maxSeconds: 30 },
      hooks: [{ stage: 'pre-deploy', path: 'tools/stop.sh', maxSeconds: 10 }],
    };
    assert.deepEqual(toSettings(fromSettings(settings)), settings);
    assert.deepEqual(toSettings(NO_SETTINGS), { directory: null, execute: null, hooks: [] });
  });

  it('leave out a hook without a path', () => {
    assert.deepEqual(toSettings({ ...NO_SETTINGS, hooks: [NEW_HOOK] }).hooks, []);
  });

  it('say what is wrong, field by field', () => {
    const faults = settingsFaults({
      ...NO_SETTINGS,
      directory: 'no spaces',
      execute: true,
      maxSeconds: 301,
      environment: [{ name: '1st', value: '' }],
      hooks: [{ ...NEW_HOOK, path: '../../etc/passwd', maxSeconds: 0 }],
    });
    assert.deepEqual(Object.keys(faults), [
      'directory',
      'maxSeconds',
      'environment',
      'hooks.0.maxSeconds',
      'hooks.0.path',
    ]);
    assert.deepEqual(settingsFaults(NO_SETTINGS), {});
  });

  it('begin with a name that the file suggests', () => {
    assert.equal(nameFrom('line monitor (v2).tar.gz'), 'line-monitor-v2-tar');
    assert.equal(nameFrom('温度.bin'), '');
  });
});
