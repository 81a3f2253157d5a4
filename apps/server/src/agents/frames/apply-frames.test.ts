import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { fqDeviceId, hashMatches, type JsonObject, type StateMeta } from '@thingdock/device-protocol';
import { type FakeClock, fakeClock } from '@thingdock/testkit';
import { eachDatabase } from '../../../test/each-database.ts';
import { insertConnection } from '../../../test/fleet/records.ts';
import type { ConnectionRef } from '../../connections/index.ts';
import { createCounters } from '../../platform/counters.ts';
import { createSigner } from '../../platform/crypto/signer.ts';
import type { Database } from '../../platform/db/index.ts';
import { changeDesired } from '../change-desired.ts';
import { createFlowUrls } from '../flow-urls.ts';
import * as store from '../store.ts';
import { applyFrames } from './apply-frames.ts';
import type { FrameEffect } from './effect.ts';

type Answer = { type: string; id: string; res: string; body: JsonObject };
type Element = { type: 'desired' | 'reported' | 'status'; state?: JsonObject; meta?: StateMeta };

describe('a control message', () => {
  eachDatabase((_name, open) => {
    const signer = createSigner(Buffer.alloc(32, 1));
    const heard: unknown[] = [];
    const shown: unknown[] = [];
    const counters = createCounters();
    let database: Database;
    let close: () => Promise<void>;
    let connection: ConnectionRef;
    let clock: FakeClock;

    before(async () => {
      ({ database, close } = await open());
    });
    beforeEach(async () => {
      connection = await insertConnection(database);
      clock = fakeClock();
      heard.length = 0;
      shown.length = 0;
    });
    after(() => close());

    /** Frames of devices by name, in one transaction. */
    async function sendAll(frames: readonly [thingName: string, frame: unknown][], ageMs = 0): Promise<FrameEffect[]> {
      const deps = {
        clock,
        counters,
        flowUrls: createFlowUrls({ signer, clock, publicUrl: () => new URL('https://thingdock.example.com') }),
        devices: {
          async noteHeard(_tx: unknown, _connection: unknown, some: readonly unknown[]) {
            heard.push(...some);
            return new Set<string>();
          },
          noteMonitoring: async () => {},
          announce: async (_tx: unknown, _connection: unknown, names: readonly string[]) => void shown.push(...names),
        },
      };
      const messages = frames.map(([thingName, frame]) => {
        const payload = Buffer.from(typeof frame === 'string' ? frame : JSON.stringify(frame));
        return { thingName, clientId: thingName, receivedAt: clock.now() - ageMs, payload };
      });
      return database.transaction((tx) => applyFrames(deps, tx, connection, messages));
    }
    async function send(frame: unknown, ageMs = 0): Promise<FrameEffect> {
      const [effect] = await sendAll([['dev1', frame]], ageMs);
      assert.ok(effect);
      return effect;
    }
    const answerOf = (effect: FrameEffect): Answer => {
      assert.equal(effect.answer?.topic, 'enebular/things/dev1/msg/to_device');
      return JSON.parse(effect.answer.payload) as Answer;
    };
    const ask = async (topic: string, body: JsonObject, more: JsonObject = {}) =>
      answerOf(await send({ type: 'req', id: '7', topic, body, ...more }));
    const update = (updates: readonly JsonObject[], ageMs = 0) =>
      send({ type: 'req', id: '8', topic: 'deviceState/device/update', body: { updates } }, ageMs);
    const get = async (states: readonly JsonObject[]) => {
      const { body } = await ask('deviceState/device/get', { states, ref: true });
      return body.states as unknown as Element[];
    };
    const order = (state: JsonObject) =>
      database.transaction((tx) =>
        changeDesired(
          tx,
          connection,
          [{ thingName: 'dev1', change: { op: 'set', path: 'flow.flow', state } }],
          clock.now(),
        ),
      );
    const set = (type: string, path: string, state: unknown) => ({ type, op: 'set', path, state }) as JsonObject;

    it('asks for trees that nobody wrote, and gets them empty and without meta', async () => {
      const asked = [{ type: 'desired' }, { type: 'reported' }, { type: 'status' }];
      assert.deepEqual(
        await get(asked),
        asked.map(({ type }) => ({ type, state: {} })),
      );
      assert.equal(heard.length, 1);
    });

    it('gets the desired tree with a hash over its own id, and notes what it was given', async () => {
      await order({ assetId: 'a', updateId: 'u1' });
      await order({ assetId: 'a', updateId: 'u2' });
      const effect = await send({
        type: 'req',
        id: '1',
        topic: 'deviceState/device/get',
        body: { states: [{ type: 'desired' }] },
      });
      const [element] = answerOf(effect).body.states as unknown as Element[];
      const { state, meta } = element ?? {};
      assert.deepEqual(state, { flow: { flow: { assetId: 'a', updateId: 'u2' } } });
      assert.ok(state && meta);
      assert.equal(meta.uId, 2);
      assert.ok(hashMatches({ fqDeviceId: fqDeviceId(connection.wireId, 'dev1'), type: 'desired', state, meta }));
      assert.equal(effect.fetched, 2);
      const [agent] = await store.findAgents(database.root, connection.wireId, ['dev1']);
      assert.deepEqual([agent?.desired_uid, agent?.fetched_uid], [2, 2]);
    });

    it('gets no state of a tree that it holds already', async () => {
      await order({ assetId: 'a', updateId: 'u1' });
      const [held] = await get([{ type: 'desired', baseUpdateId: 1 }]);
      assert.deepEqual([held?.state, held?.meta?.uId], [undefined, 1]);
      const [newer] = await get([{ type: 'desired', baseUpdateId: 0 }]);
      assert.ok(newer?.state);
    });

    it('changes its own trees, one revision a message, chained by their hashes', async () => {
      const first = await update([set('reported', 'monitoring.enable', true), set('reported', 'flow.enable', true)]);
      const second = await update([{ ...set('reported', 'flow.envVariablesA', { K: 'V' }), novelty: 1 }]);
      const results = [...(answerOf(first).body.updates as []), ...(answerOf(second).body.updates as [])];
      const metas = results.map(({ success, meta }: { success: boolean; meta: StateMeta }) => [
        success,
        meta.uId,
        meta.pHash,
      ]);
      const [reported] = await get([{ type: 'reported' }]);
      assert.deepEqual(reported?.state, {
        monitoring: { enable: true },
        flow: { enable: true, envVariablesA: { K: 'V' } },
      });
      assert.deepEqual(metas[0], [true, 1, '-']);
      assert.deepEqual(metas[1], [true, 1, '-']);
      assert.deepEqual(metas[2]?.slice(0, 2), [true, 2]);
      assert.equal(reported?.meta?.pHash, metas[2]?.[2]);
    });

    it('tells every state of a deployment that came in one list', async () => {
      const state = (name: string) => set('reported', 'flow.flow', { assetId: 'a', updateId: 'u', state: name, ts: 5 });
      const effect = await update([
        state('deployPending'),
        state('deploying'),
        set('status', 'flow', { state: 'stopped' }),
      ]);
      assert.deepEqual(
        effect.reports.flatMap((one) => (one.about === 'flow' ? [[one.thingName, one.updateId, one.state]] : [])),
        [
          ['dev1', 'u', 'deployPending'],
          ['dev1', 'u', 'deploying'],
        ],
      );
      assert.deepEqual(shown, ['dev1']);
    });

    it('tells of the agent', async () => {
      await update([set('status', 'agent', { type: 'enebular-agent', v: '2.18.2' })]);
      assert.deepEqual(heard.at(-1), {
        thingName: 'dev1',
        at: clock.now(),
        agent: { type: 'enebular-agent', v: '2.18.2' },
      });
    });

    it('that comes late is answered well and changes nothing', async () => {
      await update([set('status', 'flow', { state: 'running' })]);
      const late = await update([set('status', 'flow', { state: 'stopped' })], 5_000);
      assert.equal((answerOf(late).body.updates as { success: boolean }[])[0]?.success, true);
      const [status] = await get([{ type: 'status' }]);
      assert.deepEqual(status?.state, { flow: { state: 'running' } });
    });

    it('may hold characters that a database column cannot', async () => {
      await update([set('status', 'a\u0000b', 'c\u0000d')]);
      assert.deepEqual((await get([{ type: 'status' }]))[0]?.state, { 'a\u0000b': 'c\u0000d' });
    });

    it('that nobody waits for any more is dropped', async () => {
      const effect = await update([set('status', 'flow', { state: 'running' })], 90_001);
      assert.deepEqual(effect, { thingName: 'dev1', reports: [], look: false });
      assert.deepEqual(await store.findAgents(database.root, connection.wireId, ['dev1']), []);
    });

    it('that is repeated is answered afresh', async () => {
      const body = { updates: [set('status', 'flow', { state: 'running' })] };
      const first = await ask('deviceState/device/update', body);
      const again = await ask('deviceState/device/update', body, { try: 2 });
      const uid = (answer: Answer) => (answer.body.updates as unknown as { meta: StateMeta }[])[0]?.meta.uId;
      assert.deepEqual([first.res, uid(first), again.res, uid(again)], ['ok', 1, 'ok', 2]);
    });

    it('that would make the trees too large is refused, and the tree stays as it was', async () => {
      await update([set('reported', 'a', 'x'.repeat(60_000))]);
      const effect = await update([set('status', 'b', 'y'.repeat(45_000))]);
      const [verdict] = answerOf(effect).body.updates as { success: boolean; message: string }[];
      assert.equal(verdict?.success, false);
      assert.match(verdict?.message ?? '', /100000/);
      assert.deepEqual(await get([{ type: 'status' }]), [{ type: 'status', state: {} }]);
      const refused = await order({ assetId: 'z'.repeat(50_000), updateId: 'u' });
      assert.ok((refused.get('dev1') ?? 0) > 100_000);
    });

    it('gets a download address for what it is to run, and for nothing else', async () => {
      await order({ assetId: 'a', updateId: 'u1' });
      const good = await ask('flow/device/getFlowDataUrl', { assetId: 'a', updateId: 'u1' });
      assert.match(String(good.body.url), /^https:\/\/thingdock\.example\.com\/agent\/v1\/flow\?/);
      for (const other of [
        { assetId: 'a', updateId: 'u0' },
        { assetId: 'b', updateId: 'u1' },
      ])
        assert.equal((await ask('flow/device/getFlowDataUrl', other)).res, 'err');
    });

    it('of an unknown kind is answered with an error, so that the device does not wait', async () => {
      const answer = await ask('remoteLogin/device/getKeyDataUrl', { keyIds: ['1', '2'] });
      assert.deepEqual([answer.res, answer.id], ['err', '7']);
      assert.match(String(answer.body.message), /unknown control topic/);
      const cancelled = {
        type: 'res',
        op: 'deployCancel',
        id: 9,
        body: { assetId: 'a', updateId: 'u', result: 'canceled' },
      };
      assert.equal((await ask('command/response', { cmd: cancelled })).res, 'ok');
    });

    it('that is no message at all is counted and forgotten', async () => {
      for (const rubbish of [
        '',
        '[]',
        '{"type":"res","id":"1"}',
        '{"type":"req","topic":"x"}',
        '{"type":"req","id":""}',
      ])
        assert.equal((await send(rubbish)).answer, undefined);
      assert.deepEqual(await store.findAgents(database.root, connection.wireId, ['dev1']), []);
    });

    it('is answered as if it had come alone when it comes with those of other devices', async () => {
      await order({ assetId: 'a', updateId: 'u' });
      const request = (topic: string, body: JsonObject) => ({ type: 'req', id: '1', topic, body });
      const effects = await sendAll([
        ['dev3', request('deviceState/device/update', { updates: [set('reported', 'key', 3)] })],
        ['dev2', 'no message at all'],
        ['dev1', request('deviceState/device/get', { states: [{ type: 'desired' }] })],
        ['dev4', request('flow/device/getFlowDataUrl', { assetId: 'a', updateId: 'u' })],
      ]);
      assert.deepEqual(
        effects.map(({ thingName, fetched, answer }) => [thingName, fetched, answer && JSON.parse(answer.payload).res]),
        [
          ['dev3', undefined, 'ok'],
          ['dev2', undefined, undefined],
          ['dev1', 1, 'ok'],
          ['dev4', undefined, 'err'],
        ],
      );
      const agents = await store.findAgents(database.root, connection.wireId, ['dev1', 'dev2', 'dev3', 'dev4']);
      const fetched = agents.map((agent) => [agent.thing_name, agent.fetched_uid, agent.heard_at !== null]);
      assert.deepEqual(fetched.sort(), [
        ['dev1', 1, true],
        ['dev3', null, true],
        ['dev4', null, true],
      ]);
    });

    it('and others at the same time do not overwrite each other', async () => {
      await Promise.all(Array.from({ length: 6 }, (_, index) => update([set('reported', `key${index}`, index)])));
      const [reported] = await get([{ type: 'reported' }]);
      assert.deepEqual([Object.keys(reported?.state ?? {}).length, reported?.meta?.uId], [6, 6]);
    });
  });
});
