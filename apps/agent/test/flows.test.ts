import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FlowPackage, Json, JsonObject } from '@thingdock/device-protocol';
import { fakeClock, fakeIds } from '@thingdock/testkit';
import type { FlowMemory } from '../src/flow/decide.ts';
import { type DeployDeps, deployFlow } from '../src/flow/deploy.ts';
import { DeployError } from '../src/flow/deploy-error.ts';
import { createFlows } from '../src/flow/flows.ts';
import type { FlowStore } from '../src/flow/memory.ts';
import type { FlowSettings, SettingsStore } from '../src/flow/settings.ts';
import { RequestFailed } from '../src/messenger/messenger.ts';
import { StartFailed } from '../src/node-red/process.ts';
import { fakeSession, silent } from './fakes.ts';

const EMPTY: FlowPackage = { flow: [] };

/** The part of the agent that deals with flows; a test replaces what is to go wrong. */
function setUp(
  wrong: Partial<Pick<DeployDeps, 'download' | 'install' | 'sweep'>> & {
    request?: () => Promise<{ url: string }>;
    replace?: () => Promise<void>;
  } = {},
) {
  const clock = fakeClock();
  let memory: FlowMemory = { current: { assetId: 'a', updateId: '0', folder: 'zero', installedAt: 1 } };
  const store: FlowStore = {
    get memory() {
      return memory;
    },
    async succeeded(installed) {
      memory = { current: installed };
    },
    async failed(flow, message, ts) {
      memory = { ...memory, failed: { ...flow, message, ts } };
    },
    async removed() {
      memory = {};
    },
  };
  const events: string[] = [];
  let kept: FlowSettings = {};
  const settings: SettingsStore = {
    get settings() {
      return kept;
    },
    save: async (next) => {
      kept = next;
    },
  };
  const supervisor = {
    keep: (userDir: string) => void events.push(`keep ${userDir}`),
    replace: async () => wrong.replace?.(),
    close: async () => undefined,
    stop: async () => void events.push('stop'),
  };
  const deps: DeployDeps = {
    ...{ versions: '/nowhere/thingdock-versions', store, supervisor, clock, ids: fakeIds(), log: silent },
    messenger: { request: wrong.request ?? (async () => ({ url: 'http://x' })) },
    link: { online: async () => fakeSession() },
    download: wrong.download ?? (async () => EMPTY),
    install: wrong.install ?? (async () => undefined),
    ...{ sweep: wrong.sweep ?? (async () => undefined), enabled: () => kept.enable !== false },
  };
  const report = (_type: string, path: string, value: Json | undefined) =>
    events.push(
      path.startsWith('flow.') && path !== 'flow.flow'
        ? `${path} ${JSON.stringify(value)}`
        : `${JSON.stringify(value)}`,
    );
  const flows = createFlows({
    ...{ versions: '/versions', store, settings, supervisor, sweep: deps.sweep, report, clock, log: silent },
    deploy: (flow, options) => deployFlow(flow, deps, options),
  });
  const stop = new AbortController();
  const done = flows.run(stop.signal);
  let revision = 0;
  const wantTree = (desired: JsonObject, uId = revision + 1): void => {
    revision = uId;
    flows.want(desired, uId);
  };
  const want = (updateId: string) => wantTree({ flow: { flow: { assetId: 'a', updateId } } });
  const states = () =>
    events.flatMap((event) => {
      const value = event.startsWith('{') ? JSON.parse(event) : {};
      return value.updateId ? [[value.updateId, value.state, value.message].filter(Boolean).join(' ')] : [];
    });
  return { clock, flows, want, wantTree, order: flows.order, events, states, stop, done, memory: () => memory };
}

test('a lost connection is no failed attempt: the deployment goes on when the device is back', async () => {
  let asked = 0;
  const { clock, want, states, stop } = setUp({
    request: async () => {
      asked += 1;
      if (asked < 6) throw new RequestFailed('offline', 'gone');
      return { url: 'http://x' };
    },
  });
  want('1');
  await clock.advance(0);
  assert.deepEqual(states(), ['0 deployed', '1 deployPending', '1 deploying', '1 deployed']);
  stop.abort();
});

test('what may get better is tried three times, and the last cause is told', async () => {
  const { clock, want, states, stop, memory } = setUp({
    download: async () => {
      throw new DeployError('the flow package could not be downloaded: HTTP 503', { retry: true });
    },
  });
  want('1');
  await clock.advance(2_000);
  const tries = ['1 deployPending', '1 deploying'];
  const failed = '1 deployFail the flow package could not be downloaded: HTTP 503 (3 attempts)';
  assert.deepEqual(states(), ['0 deployed', ...tries, ...tries, ...tries, failed]);
  assert.equal(memory().failed?.updateId, '1');
  want('1');
  await clock.advance(10_000);
  assert.equal(states().length, 8, 'what failed is not tried again by itself');
  stop.abort();
});

test('an order that says where the flow lies is obeyed once, without a question', async () => {
  const urls: string[] = [];
  const { clock, want, order, states, stop } = setUp({
    request: () => Promise.reject(new Error('nobody answers questions')),
    download: async (url) => {
      urls.push(url);
      return EMPTY;
    },
  });
  const flow = { assetId: 'a', updateId: '1' };
  order({ downloadUrl: 'http://x/first', flow });
  await clock.advance(0);
  order({ downloadUrl: 'http://x/first-again', flow });
  want('1');
  await clock.advance(10_000);
  assert.deepEqual(urls, ['http://x/first']);
  assert.deepEqual(states(), ['0 deployed', '1 deployPending', '1 deploying', '1 deployed']);
  order({ downloadUrl: 'http://x/nameless' });
  await clock.advance(0);
  assert.equal(urls.at(-1), 'http://x/nameless');
  stop.abort();
});

test('a flow that can never start is tried once, and the one before is put back', async () => {
  const { clock, want, events, states, stop } = setUp({
    replace: async () => {
      throw new StartFailed('the flow needs node types that are not installed: x', false);
    },
  });
  want('1');
  await clock.advance(10_000);
  assert.equal(states().at(-1), '1 deployFail the flow needs node types that are not installed: x');
  assert.equal(events.filter((event) => event === 'keep /nowhere/thingdock-versions/zero').length, 1);
  stop.abort();
});

test('a newer deployment ends one that is still being fetched, and going back to what runs ends it too', async () => {
  const hang: DeployDeps['download'] = (_url, signal) =>
    new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
  let downloads = 0;
  const { clock, want, states, stop, done } = setUp({
    download: async (url, signal) => {
      downloads += 1;
      return downloads === 2 ? EMPTY : hang(url, signal);
    },
  });
  want('1');
  await clock.advance(0);
  want('2');
  await clock.advance(0);
  assert.deepEqual(states().slice(3), ['2 deployPending', '2 deploying', '2 deployed']);
  want('3');
  await clock.advance(0);
  want('2');
  await clock.advance(0);
  assert.deepEqual(states().slice(6), ['3 deployPending', '3 deploying', '2 deployed']);
  want('4');
  await clock.advance(0);
  stop.abort();
  await done;
  assert.equal(states().at(-1), '4 deploying', 'a stop is no failure: the next start deploys it');
});

/** A download that lasts until it is told to end. */
const endless: DeployDeps['download'] = (_url, signal) =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));

test('a flow that is no longer wanted goes, and Node-RED with it, once the cloud has said so', async () => {
  const { clock, wantTree, events, states, stop, memory } = setUp();
  await clock.advance(0);
  assert.deepEqual(states(), ['0 deployed'], 'as long as the cloud has said nothing, what is there stays');
  wantTree({ monitoring: { enable: true } });
  await clock.advance(0);
  assert.deepEqual(states().slice(1), ['0 removePending', '0 removing']);
  assert.deepEqual(events.slice(-3), ['stop', 'undefined', '{"state":"stopped","message":null}']);
  assert.deepEqual(memory(), {});
  wantTree({});
  await clock.advance(0);
  assert.equal(states().length, 3, 'it is removed once');
  stop.abort();
});

test('a flow that cannot be removed says why, and is tried again with the next change', async () => {
  const { clock, wantTree, states, stop } = setUp({
    sweep: async () => {
      throw new Error('EACCES');
    },
  });
  wantTree({});
  await clock.advance(10_000);
  assert.equal(states().at(-1), '0 removeFail the flow could not be removed: EACCES');
  assert.equal(states().length, 4);
  stop.abort();
});

test('a flow that came by message stays though the desired state has none', async () => {
  const { clock, wantTree, order, states, stop, memory } = setUp();
  order({ downloadUrl: 'http://x/1', flow: { assetId: 'a', updateId: '1' } });
  await clock.advance(0);
  wantTree({});
  await clock.advance(0);
  assert.equal(states().at(-1), '1 deployed');
  assert.equal(memory().current?.ordered, true);
  stop.abort();
});

test('a deployment can be cancelled while it is fetched, and what ran before runs on', async () => {
  const { clock, flows, want, events, states, stop, memory } = setUp({ download: endless });
  want('1');
  await clock.advance(0);
  assert.deepEqual(await flows.cancel({ assetId: 'a', updateId: 'other' }), {
    ...{ result: 'cancelFail', message: 'no such deployment is going on' },
  });
  assert.deepEqual(await flows.cancel({ assetId: 'a', updateId: '1' }), { result: 'canceled' });
  await clock.advance(5_000);
  assert.deepEqual(states().slice(1), ['1 deployPending', '1 deploying', '1 deployFail deploy cancel']);
  assert.equal(memory().current?.updateId, '0');
  assert.equal(events.includes('stop'), false);
  stop.abort();
});

test('a deployment whose switch has begun cannot be cancelled any more', async () => {
  const switching = Promise.withResolvers<void>();
  const { clock, flows, want, states, stop } = setUp({ replace: () => switching.promise });
  want('1');
  await clock.advance(0);
  const verdict = flows.cancel({ assetId: 'a', updateId: '1' });
  switching.resolve();
  await clock.advance(0);
  assert.equal((await verdict).result, 'cancelFail');
  assert.equal(states().at(-1), '1 deployed');
  stop.abort();
});

test('flows that are switched off are installed, and started when they are switched on', async () => {
  let started = 0;
  const { clock, wantTree, events, stop } = setUp({
    replace: async () => {
      started += 1;
    },
  });
  const flow = { assetId: 'a', updateId: '1' };
  wantTree({ flow: { flow, enable: false } });
  await clock.advance(0);
  assert.equal(started, 0);
  assert.ok(events.includes('flow.enable false'));
  assert.ok(events.at(-2)?.includes('"state":"deployed"'));
  const kept = () => events.filter((event) => event.startsWith('keep'));
  assert.deepEqual(kept(), ['keep /versions/zero']);
  wantTree({ flow: { flow, enable: true } });
  await clock.advance(0);
  assert.equal(kept().length, 2);
  assert.ok(events.includes('flow.enable true'));
  stop.abort();
});

test('changed variables start Node-RED anew and are reported; the same ones and bad ones do nothing', async () => {
  const { clock, wantTree, events, stop } = setUp();
  const flow = { assetId: 'a', updateId: '0' };
  const want = async (envVariables: Json) => {
    wantTree({ flow: { flow, envVariables } });
    await clock.advance(0);
  };
  await want({ A: '1' });
  assert.equal(events.at(-1), 'flow.envVariablesA {"A":"1"}');
  const count = events.length;
  await want({ A: '1' });
  await want({ 'not a name': '1' });
  assert.equal(events.length, count);
  await want({});
  assert.deepEqual(events.slice(count), ['stop', 'keep /versions/zero', 'flow.envVariablesA {}']);
  stop.abort();
});

test('a tree that began anew is no order to remove the flow that an older one brought', async () => {
  const { clock, want, wantTree, states, stop } = setUp();
  wantTree({}, 0);
  for (let revision = 0; revision < 3; revision += 1) want('1');
  await clock.advance(0);
  const count = states().length;
  wantTree({ monitoring: { enable: true } }, 1);
  await clock.advance(0);
  assert.equal(states().length, count);
  wantTree({}, 9);
  await clock.advance(0);
  assert.equal(states().at(-1), '1 removing');
  stop.abort();
});
