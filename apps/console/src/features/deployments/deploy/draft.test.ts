import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CreateDeployment } from '@thingdock/api';
import { Check } from 'typebox/value';
import { type Draft, nextStep, toBody } from './draft.ts';
import { firstHow, soonIn } from './how.ts';
import { deployLabel, harmOf, previewLine } from './labels.ts';

const asset = { id: 'f', name: 'line-monitor', version: 14, executes: false };
const draft = (over: Partial<Draft> = {}): Draft => ({
  kind: 'flow-deploy',
  asset,
  variables: [],
  connectionId: 'c',
  chosen: { all: false, names: new Set(['a', 'b']), filter: {} },
  how: firstHow('Asia/Tokyo'),
  ...over,
});
const phased = { ...firstHow('Asia/Tokyo'), phased: true };

describe('what is asked of the server', () => {
  it('is no more than what was chosen', () => {
    assert.deepEqual(toBody(draft()), {
      kind: 'flow-deploy',
      connectionId: 'c',
      flowId: 'f',
      version: 14,
      devices: ['a', 'b'],
    });
  });

  it('is all that a filter lets through, in phases, at a time', () => {
    const body = toBody(
      draft({
        kind: 'file-remove',
        chosen: { all: true, names: new Set(), filter: { tags: 'night' } },
        how: { ...phased, waitMinutes: 10, canaries: ['a'], scheduled: true, at: '2026-03-01T02:30', absenceDays: 2 },
      }),
    );
    assert.deepEqual(body, {
      kind: 'file-remove',
      connectionId: 'c',
      fileId: 'f',
      filter: { tags: 'night' },
      rollout: {
        phases: [{ count: 1 }, { percent: 20 }, {}],
        canaries: ['a'],
        waitSeconds: 600,
        stopAt: { failed: 1 },
      },
      schedule: { at: '2026-03-01T02:30', timeZone: 'Asia/Tokyo' },
      limits: { absenceSeconds: 172_800 },
    });
    assert.ok(Check(CreateDeployment, body));
  });

  it('is nothing while a step is missing', () => {
    assert.equal(nextStep(draft({ asset: undefined })), 'Choose a flow.');
    assert.equal(nextStep(draft({ chosen: { all: false, names: new Set(), filter: {} } })), 'Choose devices.');
    const unfilled = draft({ kind: 'env-set', variables: [{ name: '', value: '' }] });
    assert.equal(nextStep(unfilled), 'Add a variable, or remove its line to take all away.');
    assert.equal(nextStep(draft({ kind: 'env-set' })), undefined);
    assert.equal(nextStep(draft({ kind: 'flow-stop', asset: undefined })), undefined);
    assert.equal(toBody(draft({ connectionId: undefined })), undefined);
  });

  it('is scheduled from the next five minutes on, in the zone that is said', () => {
    assert.equal(soonIn('Asia/Tokyo', Date.parse('2026-03-01T00:54:00Z')), '2026-03-01T10:00');
    assert.equal(soonIn('Asia/Tokyo', Date.parse('2026-03-01T00:56:00Z')), '2026-03-01T10:05');
  });
});

describe('the button of the deploy sheet', () => {
  it('says exactly what it does', () => {
    assert.equal(deployLabel(draft(), 12, 1), 'Deploy line-monitor v14 to 12 devices');
    assert.equal(deployLabel(draft({ how: phased }), 12, 3), 'Deploy line-monitor v14 to 12 devices in 3 phases');
    assert.equal(deployLabel(draft({ kind: 'flow-stop' }), 1, 1), 'Stop the flow on 1 device');
    const later = { ...firstHow('UTC'), scheduled: true, at: '2026-03-01T02:30' };
    assert.equal(deployLabel(draft({ how: later }), 2, 1), 'Schedule: deploy line-monitor v14 to 2 devices');
    assert.equal(deployLabel(draft({ asset: undefined }), 0, 0), 'Deploy');
    assert.equal(deployLabel(draft({ kind: 'env-set' }), 2, 1), 'Take all variables away on 2 devices');
  });

  it('is preceded by what happens to whom', () => {
    assert.equal(
      previewLine({ targets: 12, online: 9, offline: 3, refused: 1 }),
      '12 devices: 9 now and 3 offline will wait; 1 of them cannot.',
    );
  });

  it('asks first where harm is done', () => {
    assert.equal(harmOf(draft()), undefined);
    assert.match(harmOf(draft({ kind: 'env-set' })) ?? '', /loses all/);
    assert.match(harmOf(draft({ kind: 'flow-stop' })) ?? '', /stops/);
    assert.match(harmOf(draft({ kind: 'file-deploy', asset: { ...asset, executes: true } })) ?? '', /executed/);
  });
});
