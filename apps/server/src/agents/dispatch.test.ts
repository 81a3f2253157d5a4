import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import {
  decodeShadowMessage,
  isAuthTrigger,
  type JsonObject,
  readNonce,
  type ShadowMessage,
} from '@thingdock/device-protocol';
import { type FakeClock, fakeClock, fakeIds, until } from '@thingdock/testkit';
import { pino } from 'pino';
import { eachDatabase } from '../../test/each-database.ts';
import { insertConnection } from '../../test/fleet/records.ts';
import type { Aws } from '../aws/index.ts';
import type { ConnectionRef } from '../connections/index.ts';
import type { DeviceSnapshot } from '../devices/index.ts';
import { createCounters } from '../platform/counters.ts';
import { createSigner } from '../platform/crypto/signer.ts';
import type { Database } from '../platform/db/index.ts';
import { createTasks } from '../platform/tasks.ts';
import { authUrl, requestAuth } from './auth.ts';
import { changeDesired } from './change-desired.ts';
import { createDispatch, type Dispatch } from './dispatch.ts';
import { createFlowUrls } from './flow-urls.ts';
import type { FlowReport } from './frames/effect.ts';
import { lookAtArrived, lookAtConnected, lookAtDue, lookAtLicensed } from './look.ts';
import { HOLD_MS } from './slot.ts';
import * as store from './store.ts';
import { readAccessToken } from './tokens.ts';
import { reportDownload } from './without-role/downloaded.ts';

const log = pino({ level: 'silent' });
const NAME = 'dev1';

/** The one slot of a shadow, as its writers see it. Each write takes a while, and may be told to fail. */
function slotOfShadow() {
  const written: ShadowMessage[] = [];
  let text = '';
  let acknowledged: string | undefined;
  let connected = true;
  let inFlight = 0;
  let failures = 0;
  let meanwhile: (() => Promise<void>) | undefined;
  return {
    /** What happens while the next write is on its way. */
    onWrite(happening: () => Promise<void>) {
      meanwhile = happening;
    },
    written,
    kinds: () => written.map((message) => message.messageType),
    failNext(times: number) {
      failures = times;
    },
    acknowledge() {
      acknowledged = text;
    },
    goAway() {
      connected = false;
    },
    comeBack() {
      connected = true;
    },
    iotData: {
      async getThingShadow() {
        return { state: { reported: { message: acknowledged, enebular: { awsiot: { connected } } } }, version: 1 };
      },
      async updateThingShadow(_thing: string, document: { state: unknown }) {
        inFlight += 1;
        assert.equal(inFlight, 1, 'two writers at once');
        await new Promise((resolve) => setImmediate(resolve));
        const happening = meanwhile;
        meanwhile = undefined;
        await happening?.();
        inFlight -= 1;
        if (failures > 0) {
          failures -= 1;
          throw new Error('AWS is away');
        }
        const desired = (document.state as { desired: JsonObject }).desired;
        assert.deepEqual(Object.keys(desired), ['message'], 'agents trip over any other key');
        const next = String(desired.message);
        assert.notEqual(next, text, 'the same string twice does not reach the device');
        text = next;
        const message = decodeShadowMessage(text);
        assert.ok(message.ok);
        written.push(message.value);
        return { version: 1 };
      },
    },
  };
}

describe('the writer of a shadow’s slot', () => {
  eachDatabase((_name, open) => {
    const signer = createSigner(Buffer.alloc(32, 5));
    const publicUrl = () => new URL('https://thingdock.example.com');
    const ids = fakeIds();
    let database: Database;
    let close: () => Promise<void>;
    let connection: ConnectionRef;
    let clock: FakeClock;
    let slot: ReturnType<typeof slotOfShadow>;
    let device: DeviceSnapshot;
    let licence: string | undefined;
    let tasks: ReturnType<typeof createTasks>;
    let reports: FlowReport[];

    before(async () => {
      ({ database, close } = await open());
    });
    beforeEach(async () => {
      connection = await insertConnection(database);
      clock = fakeClock();
      slot = slotOfShadow();
      tasks = createTasks(log);
      reports = [];
      licence = undefined;
      device = {
        ...{ status: 'connected', since: clock.now() - 60_000, speaks: true, silence: null, licensed: true },
        ...{ agent: { type: 'enebular-agent', v: '2.18.2' }, lastSeenAt: null },
      };
    });
    after(() => close());

    const connections = () => ({
      aws: async () => ({ iotData: slot.iotData }) as unknown as Aws,
      active: async () => [connection],
      findByWireId: async (wireId: string) => (wireId === connection.wireId ? connection : undefined),
    });
    const devices = () => ({
      snapshots: async () => new Map([[NAME, device]]),
      connected: async (_tx: unknown, _connection: unknown, after: string) =>
        device.status === 'connected' && after === '' ? [NAME] : [],
      setGates: async (_tx: unknown, _connection: unknown, _names: unknown, { silence }: Partial<DeviceSnapshot>) => {
        if (silence !== undefined) device = { ...device, silence };
      },
      noteHeard: async () => new Set<string>(),
    });
    const licences = { current: async () => new Map(licence === undefined ? [] : [[NAME, licence]]) };
    const base = () => ({ database, clock, ids, log, tasks, signer, publicUrl, licences, counters: createCounters() });
    /** Each is a server process of its own, as far as the database can tell. */
    const writer = (): Dispatch =>
      createDispatch({
        ...{ ...base(), connections: connections(), devices: devices() },
        flowUrls: createFlowUrls(base()),
        onReports: async (_tx, _connection, some) => void reports.push(...some),
      });
    const look = () => ({ ...base(), connections: connections(), devices: devices(), dispatch: writer() });
    const key = () => ({ wireId: connection.wireId, thingName: NAME });
    const agent = async () => (await store.findAgents(database.root, connection.wireId, [NAME]))[0];
    const order = (updateId: string) =>
      database.transaction((tx) => {
        const change = { op: 'set', path: 'flow.flow', state: { assetId: 'a', updateId } } as const;
        return changeDesired(tx, connection, [{ thingName: NAME, change }], clock.now());
      });
    const hear = () =>
      database.transaction(async (tx) => {
        await store.lockAgent(tx, key());
        await store.noteHeard(tx, connection, [{ thingName: NAME, at: new Date(clock.now()) }]);
      });
    const fetchDesired = async () => {
      const uid = (await agent())?.desired_uid ?? null;
      await hear();
      await store.noteFetched(database.root, connection.wireId, [{ thingName: NAME, uid, at: new Date(clock.now()) }]);
    };

    it('registers a device that somebody deploys to, once, then waits for its word', async () => {
      await order('u1');
      await writer().now(connection, [NAME]);
      await writer().now(connection, [NAME]);
      const [register] = slot.written;
      assert.ok(register?.messageType === 'register');
      assert.equal(register.message.connectionId, connection.wireId);
      assert.equal(register.message.authRequestUrl, authUrl(signer, publicUrl(), key()));
      assert.equal(slot.written.length, 1);
      await clock.advance(15_000);
      await lookAtDue(look());
      assert.deepEqual(slot.kinds(), ['register', 'register']);
    });

    it('never writes twice at once, and ends with the newest order, however many ask', async () => {
      await order('u0');
      await fetchDesired();
      const writers = [writer(), writer(), writer()];
      await Promise.all(
        Array.from({ length: 12 }, async (_, index) => {
          await order(`u${index + 1}`);
          await writers[index % 3]?.now(connection, [NAME]);
        }),
      );
      const known = await agent();
      assert.deepEqual([known?.desired_uid, known?.slot_uid, known?.lease_token], [13, 13, null]);
      assert.ok(slot.written.length >= 1 && slot.written.length <= 12);
    });

    it('tries again when AWS was away', async () => {
      await order('u1');
      await hear();
      slot.failNext(1);
      await writer().now(connection, [NAME]);
      assert.deepEqual([slot.kinds(), (await agent())?.lease_token], [[], null]);
      await lookAtDue(look());
      assert.deepEqual(slot.kinds(), [], 'it waits a little first');
      await clock.advance(15_000);
      await lookAtDue(look());
      assert.deepEqual(slot.kinds(), ['deviceStateChange']);
    });

    it('takes over from a writer that died', async () => {
      await order('u1');
      await hear();
      const until = new Date(clock.now() + 30_000);
      await database.transaction(async (tx) => {
        const known = await store.lockAgent(tx, key());
        const died = { ...known, lease_token: 'dead', lease_until: until, due_at: until };
        await store.saveSlots(tx, connection.wireId, [died]);
      });
      await writer().now(connection, [NAME]);
      assert.deepEqual(slot.kinds(), []);
      await clock.advance(30_000);
      await lookAtDue(look());
      assert.deepEqual(slot.kinds(), ['deviceStateChange']);
    });

    it('waits for no writer that cannot be there any more', async () => {
      await order('u1');
      await hear();
      const until = new Date(clock.now() + 30_000);
      await database.transaction(async (tx) => {
        const known = await store.lockAgent(tx, key());
        await store.saveSlots(tx, connection.wireId, [{ ...known, lease_token: 'dead', lease_until: until }]);
      });
      await store.endLeases(database.root, new Date(clock.now()));
      await lookAtDue(look());
      assert.deepEqual(slot.kinds(), ['deviceStateChange']);
    });

    it('answers an auth request while the device still waits, though AWS was away at first', async () => {
      const query = Object.fromEntries(new URL(authUrl(signer, publicUrl(), key())).searchParams);
      const body = { connectionId: connection.wireId, deviceId: NAME, nonce: 'n1', state: 'req-1' };
      assert.ok(await requestAuth({ ...base(), connections: connections(), devices: devices() }, query, body));
      slot.failNext(1);
      await writer().now(connection, [NAME]);
      assert.deepEqual(slot.kinds(), []);
      await clock.advance(1_000);
      await lookAtDue(look());
      assert.deepEqual(slot.kinds(), ['updateAuth']);
      await tasks.stop();
    });

    it('finds a connected device whose news was lost', async () => {
      await lookAtConnected(look());
      assert.deepEqual(slot.kinds(), ['register']);
      device = { ...device, speaks: false };
      await lookAtConnected(look());
      assert.equal(slot.written.length, 1);
    });

    it('never writes to a thing in whose shadow no agent was seen and that nobody chose', async () => {
      device = { ...device, speaks: false };
      await database.transaction((tx) => store.ensureAgents(tx, connection.wireId, [NAME]));
      await writer().now(connection, [NAME]);
      await lookAtConnected(look());
      assert.deepEqual(slot.kinds(), []);
    });

    it('answers an auth request as soon as the device is online, then covers the token', async () => {
      const query = Object.fromEntries(new URL(authUrl(signer, publicUrl(), key())).searchParams);
      const body = { connectionId: connection.wireId, deviceId: NAME, nonce: 'n1', state: 'req-1' };
      device = { ...device, status: 'disconnected' };
      assert.ok(await requestAuth({ ...base(), connections: connections(), devices: devices() }, query, body));
      await writer().now(connection, [NAME]);
      assert.deepEqual(slot.kinds(), []);
      device = { ...device, status: 'connected' };
      licence = 'l1';
      await order('u1');
      await writer().now(connection, [NAME]);
      const [answer] = slot.written;
      assert.ok(answer?.messageType === 'updateAuth');
      assert.deepEqual(readNonce(answer.message.idToken), { ok: true, value: 'n1' });
      assert.deepEqual(readAccessToken(signer, answer.message.accessToken, clock.now()), { ...key(), licence });
      assert.equal(readAccessToken(signer, answer.message.accessToken, clock.now() + 86_400_000), undefined);
      assert.equal(readAccessToken(signer, `${answer.message.accessToken}x`, clock.now()), undefined);
      slot.acknowledge();
      await until('the look at the shadow', () => clock.sleeping > 0);
      await clock.advance(1_000);
      await tasks.idle();
      assert.deepEqual(slot.kinds(), ['updateAuth', 'deviceStateChange']);
    });

    /** A device asks for a token. */
    const ask = (nonce: string) => {
      const query = Object.fromEntries(new URL(authUrl(signer, publicUrl(), key())).searchParams);
      const body = { connectionId: connection.wireId, deviceId: NAME, nonce, state: 'req-1' };
      return requestAuth({ ...base(), connections: connections(), devices: devices() }, query, body);
    };

    it('tells a device to ask again whose request could not be answered in time', async () => {
      licence = 'l1';
      device = { ...device, status: 'disconnected' };
      await ask('n1');
      await writer().now(connection, [NAME]);
      await clock.advance(HOLD_MS);
      await lookAtDue(look());
      assert.deepEqual(slot.kinds(), []);
      // The news that it is online comes too late for the answer.
      device = { ...device, status: 'connected', since: clock.now() - HOLD_MS };
      await lookAtArrived(look(), connection, [NAME]);
      await tasks.idle();
      const [told] = slot.written;
      assert.ok(told?.messageType === 'updateAuth' && isAuthTrigger(told.message));
      await ask('n2');
      await writer().now(connection, [NAME]);
      const answer = slot.written.at(-1);
      assert.ok(answer?.messageType === 'updateAuth');
      assert.deepEqual(readNonce(answer.message.idToken), { ok: true, value: 'n2' });
    });

    it('answers the request of an agent that started anew while the one before was being answered', async () => {
      licence = 'l1';
      await ask('n1');
      slot.onWrite(() => ask('n2').then(() => undefined));
      await writer().now(connection, [NAME]);
      const nonces = slot.written.map((it) => it.messageType === 'updateAuth' && readNonce(it.message.idToken));
      assert.deepEqual(nonces, [
        { ok: true, value: 'n1' },
        { ok: true, value: 'n2' },
      ]);
    });

    it('answers a device without a licence that it has no access, and tells it to ask anew once it has one, or loses it', async () => {
      const query = Object.fromEntries(new URL(authUrl(signer, publicUrl(), key())).searchParams);
      const body = { connectionId: connection.wireId, deviceId: NAME, nonce: 'n1' };
      const ask = async (state: string) => {
        const deps = { ...base(), connections: connections(), devices: devices() };
        await requestAuth(deps, query, { ...body, state });
        await writer().now(connection, [NAME]);
        await tasks.stop();
        tasks = createTasks(log);
        await clock.advance(HOLD_MS);
        await writer().now(connection, [NAME]);
        await hear();
      };
      const tokens = () =>
        slot.written.flatMap((it) => (it.messageType === 'updateAuth' ? [it.message.accessToken] : []));
      await ask('req-1');
      assert.deepEqual(tokens(), ['-']);
      await writer().now(connection, [NAME]);
      assert.equal(tokens().length, 1, 'nothing is to be said to it');

      licence = 'l1';
      await lookAtLicensed(look(), connection, [NAME]);
      assert.ok(slot.written.at(-1)?.messageType === 'updateAuth');
      await ask('req-2');
      assert.equal(readAccessToken(signer, tokens()[2] ?? '', clock.now())?.licence, 'l1');

      licence = undefined;
      await lookAtLicensed(look(), connection, [NAME]);
      await ask('req-3');
      assert.deepEqual(tokens().slice(3), ['-', '-']);
    });

    it('has a token renewed before it ends', async () => {
      const query = Object.fromEntries(new URL(authUrl(signer, publicUrl(), key())).searchParams);
      licence = 'l1';
      const body = { connectionId: connection.wireId, deviceId: NAME, nonce: 'n1', state: 'req-1' };
      await requestAuth({ ...base(), connections: connections(), devices: devices() }, query, body);
      await writer().now(connection, [NAME]);
      await tasks.stop();
      await clock.advance(HOLD_MS);
      await lookAtDue(look());
      await hear();
      await writer().now(connection, [NAME]);
      const before = slot.written.length;
      await clock.advance(21 * 3_600_000);
      await lookAtDue(look());
      assert.equal(slot.written.length, before);
      await clock.advance(3_600_000);
      await lookAtDue(look());
      assert.deepEqual(slot.kinds().slice(before), ['updateAuth']);
    });

    it('shows a device as silent that owes an answer for two minutes, and no longer once it is heard', async () => {
      await order('u1');
      await hear();
      await writer().now(connection, [NAME]);
      for (let seconds = 0; seconds < 120; seconds += 15) {
        assert.equal(device.silence, null, `after ${seconds} seconds`);
        await clock.advance(15_000);
        await lookAtDue(look());
      }
      assert.equal(device.silence, 'not_answering');
      assert.ok(slot.written.length >= 3, 'it was asked more than once');
      await hear();
      await writer().now(connection, [NAME]);
      assert.equal(device.silence, null);
    });

    it('says of a device that ignores its registration that it belongs to somebody else', async () => {
      await lookAtConnected(look());
      for (let seconds = 0; seconds < 120; seconds += 15) {
        await clock.advance(15_000);
        await lookAtDue(look());
      }
      assert.equal(device.silence, 'registered_elsewhere');
      device = { ...device, status: 'disconnected' };
      await writer().now(connection, [NAME]);
      assert.equal(device.silence, null);
    });

    it('covers a token that the device never took when its time is over', async () => {
      const query = Object.fromEntries(new URL(authUrl(signer, publicUrl(), key())).searchParams);
      const body = { connectionId: connection.wireId, deviceId: NAME, nonce: 'n1', state: 'req-1' };
      await requestAuth({ ...base(), connections: connections(), devices: devices() }, query, body);
      await writer().now(connection, [NAME]);
      await tasks.stop();
      await clock.advance(10_000);
      await lookAtDue(look());
      assert.deepEqual(slot.kinds(), ['updateAuth', 'deviceStateChange']);
    });

    describe('for a device of a connection without a role', () => {
      beforeEach(() => {
        connection = { ...connection, roleArn: null, blind: 'no_role' };
        // What the database knows comes from looks at shadows now and then.
        device = { ...device, status: 'disconnected' };
      });
      const flowOf = (message: ShadowMessage | undefined) =>
        message?.messageType === 'deploy' ? message.message.flow?.updateId : undefined;
      const grantOf = (message: ShadowMessage | undefined) => {
        const url = message?.messageType === 'deploy' ? message.message.downloadUrl : '';
        return createFlowUrls(base()).check(Object.fromEntries(new URL(url).searchParams));
      };
      const download = async () => {
        const grant = grantOf(slot.written.at(-1));
        assert.ok(grant);
        const onReports = async (_tx: unknown, _connection: unknown, some: readonly FlowReport[]) =>
          void reports.push(...some);
        await reportDownload({ ...base(), dispatch: writer(), onReports }, connection, grant);
      };

      it('orders a flow with its address, and reports what the device does', async () => {
        await order('u1');
        await writer().now(connection, [NAME]);
        assert.deepEqual(slot.written.map(flowOf), ['u1']);
        await download();
        slot.acknowledge();
        await until('the order to end', async () => {
          await clock.advance(1_000);
          return (await agent())?.order_ended;
        });
        await tasks.stop();
        assert.deepEqual(
          reports.map(({ updateId, state }) => [updateId, state]),
          [
            ['u1', 'deploying'],
            ['u1', 'deployed'],
          ],
        );
        assert.equal((await agent())?.due_at, null);
        await writer().now(connection, [NAME]);
        assert.equal(slot.written.length, 1, 'what has ended is not ordered again');
      });

      it('waits for a device that is away, and gives it a fresh address', async () => {
        slot.goAway();
        await order('u1');
        await lookAtDue(look());
        assert.deepEqual(slot.kinds(), []);
        slot.comeBack();
        await clock.advance(600_000);
        await lookAtDue(look());
        assert.deepEqual(slot.written.map(flowOf), ['u1']);
        await tasks.stop();
        await clock.advance(600_000);
        await lookAtDue(look());
        assert.deepEqual(slot.written.map(flowOf), ['u1', 'u1']);
        assert.ok(grantOf(slot.written[1]));
        assert.equal(grantOf(slot.written[0]), undefined);
      });

      it('says that an agent which hears but does not fetch needs a role', async () => {
        await order('u1');
        await writer().now(connection, [NAME]);
        slot.acknowledge();
        await tasks.stop();
        await clock.advance(15_000);
        await lookAtDue(look());
        await clock.advance(120_000);
        await lookAtDue(look());
        assert.deepEqual(slot.kinds(), ['deploy']);
        assert.deepEqual(
          reports.map(({ state }) => state),
          ['deployFail'],
        );
        assert.match(reports[0]?.message ?? '', /needs a connection with an IAM role/);
      });

      it('leaves every thing alone that nobody deploys to, also one that was deployed to through a role before', async () => {
        await changeBefore();
        await database.transaction((tx) => store.ensureAgents(tx, connection.wireId, ['other']));
        device = { ...device, status: 'connected' };
        await writer().now(connection, [NAME, 'other']);
        await lookAtConnected(look());
        await lookAtDue(look());
        assert.deepEqual(slot.kinds(), []);
      });

      const changeBefore = () =>
        database.transaction((tx) => {
          const change = { op: 'set', path: 'flow.flow', state: { assetId: 'a', updateId: 'before' } } as const;
          return changeDesired(tx, { ...connection, roleArn: 'role' }, [{ thingName: NAME, change }], clock.now());
        });
    });

    it('leaves devices alone while they have no connection', async () => {
      await order('u1');
      await writer().now(connection, [NAME]);
      const there = look();
      const none = { ...there, connections: { ...there.connections, findByWireId: async () => undefined } };
      await clock.advance(15_000);
      await lookAtDue(none);
      assert.equal((await agent())?.due_at, null);
      assert.equal(slot.written.length, 1);
    });
  });
});
