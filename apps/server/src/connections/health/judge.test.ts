import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { CHECK_KEYS, CHECK_STATES, type Check, PLAN_ACTIONS, type PlannedObject } from '@thingdock/api';
import fc from 'fast-check';
import { blindness, type Evidence, judgeHealth } from './judge.ts';

const check = (over: Partial<Check>): Check => ({
  ...{
    key: 'key',
    title: 'A check',
    state: 'passed',
    expected: null,
    found: null,
    fix: null,
    error: null,
    missing: [],
  },
  ...over,
});
const object = (over: Partial<PlannedObject>): PlannedObject => ({
  ...{ kind: 'rule', name: 'enebular_status_push_rule', arn: 'arn', action: 'none', differences: [], lost: [] },
  ...over,
});
const WELL: Evidence = {
  hasRole: true,
  checks: [check({})],
  objects: [object({})],
  probe: { latencyMs: 40 },
  keyIsOld: false,
  notChecked: [],
};
const judged = (over: Partial<Evidence>) => {
  const { state, findings } = judgeHealth({ ...WELL, ...over });
  return { state, codes: findings.map(({ code }) => code) };
};

const anyCheck = fc
  .record({ key: fc.constantFrom(...CHECK_KEYS), state: fc.constantFrom(...CHECK_STATES) })
  .map((it) => check(it));
const anyObject = fc
  .record({
    kind: fc.constantFrom<PlannedObject['kind'][]>('topic', 'rule', 'subscription'),
    action: fc.constantFrom(...PLAN_ACTIONS),
    differences: fc.subarray([
      { what: 'sql', found: 'a', wanted: 'b' },
      { what: 'disabled', found: 'yes', wanted: 'no' },
    ]),
  })
  .map((it) => object(it));
const anyEvidence: fc.Arbitrary<Evidence> = fc.record(
  {
    hasRole: fc.boolean(),
    checks: fc.array(anyCheck, { maxLength: 5 }),
    objects: fc.array(anyObject, { maxLength: 5 }),
    probe: fc.oneof(fc.constant({ latencyMs: 1 }), fc.constant({ silent: ['enebular_status_push_rule'] })),
    keyIsOld: fc.boolean(),
    notChecked: fc.subarray(['AWS did not answer.']),
  },
  { requiredKeys: ['hasRole', 'checks', 'keyIsOld', 'notChecked'] },
);

describe('the health of a connection', () => {
  test('is healthy when everything is as it should be', () => {
    assert.deepEqual(judged({}), { state: 'healthy', codes: [] });
  });

  test('is broken by anything without which status does not arrive', () => {
    const failed = (key: Check['key']) => ({ checks: [check({ key, state: 'failed' })] });
    assert.deepEqual(judged(failed('key')), { state: 'broken', codes: ['key_refused'] });
    assert.deepEqual(judged(failed('role_trust')), { state: 'broken', codes: ['role_not_trusted'] });
    assert.deepEqual(judged({ objects: [object({ action: 'create' })] }), {
      state: 'broken',
      codes: ['object_missing'],
    });
    assert.deepEqual(judged({ probe: { silent: ['r'] } }), { state: 'broken', codes: ['path_silent'] });
  });

  test('tells a disabled rule from one that does something else', () => {
    const disabled = { what: 'disabled', found: 'yes', wanted: 'no' };
    const sql = { what: 'sql', found: 'a', wanted: 'b' };
    const rule = (differences: PlannedObject['differences']) => ({
      objects: [object({ action: 'repair', differences })],
    });
    assert.deepEqual(judged(rule([disabled])).codes, ['rule_disabled']);
    assert.deepEqual(judged(rule([disabled, sql])).codes, ['object_changed']);
  });

  test('suffers from an old key and a missing right of the key, but goes on', () => {
    assert.deepEqual(judged({ keyIsOld: true }), { state: 'degraded', codes: ['key_old'] });
    const checks = [check({ key: 'user_permissions', state: 'failed' })];
    assert.deepEqual(judged({ checks }), { state: 'degraded', codes: ['user_permission_missing'] });
  });

  test('is not hurt by an older installer’s rule that does the work, nor by a role with more rights than it needs', () => {
    const adopted = object({ action: 'adopt', differences: [{ what: 'sql', found: 'a', wanted: 'b' }] });
    assert.deepEqual(judged({ objects: [adopted] }), { state: 'healthy', codes: ['hardening_available'] });
    const checks = [check({ key: 'role_excess', state: 'warned' })];
    assert.deepEqual(judged({ checks }), { state: 'healthy', codes: ['role_too_wide'] });
  });

  test('explains a silence by what the role seems to lack', () => {
    const statement = { Effect: 'Allow' as const, Action: ['sns:Publish'], Resource: ['*'] };
    const missing = [{ whose: 'role' as const, action: 'sns:Publish', certain: false, statement }];
    const checks = [check({ key: 'role_permissions', state: 'not_checkable', missing })];
    assert.deepEqual(judged({ checks, probe: { silent: ['r'] } }).codes, ['role_permission_missing', 'path_silent']);
    assert.deepEqual(judged({ checks }).codes, []);
  });

  test('is never called well while something could not be looked at, nor broken for that', () => {
    fc.assert(
      fc.property(anyEvidence, (evidence) => {
        const { state } = judgeHealth({ ...evidence, notChecked: ['AWS did not answer.'] });
        assert.ok(state === undefined || state === 'broken');
        const alone = judgeHealth({ hasRole: true, checks: [], keyIsOld: false, notChecked: ['throttled'] });
        assert.equal(alone.state, undefined);
      }),
    );
  });

  test('is broken exactly when a finding says so, and every broken finding names a way out', () => {
    fc.assert(
      fc.property(anyEvidence, (evidence) => {
        const { state, findings } = judgeHealth(evidence);
        assert.equal(
          state === 'broken',
          findings.some(({ severity }) => severity === 'broken'),
        );
        const repairable = findings.filter((it) => it.repairable);
        assert.ok(repairable.every(({ fix, severity }) => fix !== null && severity === 'broken'));
      }),
    );
  });

  test('blames the key for unknown devices only when it is the key', () => {
    const { findings } = judgeHealth({ ...WELL, checks: [check({ key: 'key', state: 'failed' })] });
    assert.equal(blindness(findings), 'credentials_invalid');
    assert.equal(blindness(judgeHealth({ ...WELL, probe: { silent: ['r'] } }).findings), 'path_broken');
  });
});
