import { randomBytes } from 'node:crypto';
import {
  acknowledgeMessage,
  decodeShadowMessage,
  isAuthTrigger,
  isObject,
  type JsonObject,
  parseFlowIdentity,
  parseShadowDelta,
  type Register,
  readNonce,
  reportAgent,
  reportConnected,
  type UpdateAuth,
  valueAt,
} from '@thingdock/device-protocol';
import { deploy } from './deploy.ts';
import { type Link, openLink } from './link.ts';
import { createRequests } from './requests.ts';
import { createTrees } from './trees.ts';
import type { DeviceMemory, DeviceOptions, SimulatedDevice } from './types.ts';

const DEFAULT_AGENT = { type: 'enebular-agent', v: '2.18.2' };

/** A device that is not connected yet. `memory`: what an earlier run left, as after a restart of an agent. */
export function createDevice(options: DeviceOptions, memory: DeviceMemory = blank()): SimulatedDevice {
  const { thingName, agent = DEFAULT_AGENT } = options;
  const requests = createRequests((payload) => linked().publishFrame(payload));
  const trees = createTrees(thingName, memory, requests);
  let link: Link | undefined;
  let auth: { nonce: string; state: string } | undefined;
  let authCount = 0;
  let work: Promise<void> = Promise.resolve();

  function linked(): Link {
    if (!link) throw new Error(`${thingName} is not connected`);
    return link;
  }

  /** Does one thing after the other; what goes wrong while the connection ends is lost, as on a real device. */
  function later(task: () => Promise<void>): void {
    work = work.then(task).catch((error: unknown) => {
      if (link) memory.problems.push(error instanceof Error ? error.message : String(error));
    });
  }

  async function followDesired(): Promise<void> {
    const value = valueAt(memory.trees.desired?.state ?? {}, 'flow.flow');
    const wanted = isObject(value) ? parseFlowIdentity(value) : undefined;
    if (!wanted?.ok || wanted.value.updateId === memory.flow?.updateId) return;
    memory.flow = wanted.value;
    await deploy({ identity: wanted.value, memory, requests, trees, runFlow: options.runFlow });
  }

  async function fetchAll(): Promise<void> {
    await trees.fetch();
    await trees.report([
      { type: 'reported', op: 'set', path: 'monitoring.enable', state: true },
      { type: 'status', op: 'set', path: 'agent', state: agent },
      { type: 'status', op: 'set', path: 'flow', state: { state: 'running', message: null } },
    ]);
    await followDesired();
  }

  async function authenticate(): Promise<void> {
    const { authRequestUrl = '', connectionId = '' } = memory.registration ?? {};
    authCount += 1;
    auth = { nonce: randomBytes(16).toString('hex'), state: `req-${authCount}` };
    const answer = await fetch(authRequestUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify({ connectionId, deviceId: thingName, ...auth }),
    });
    if (!answer.ok) throw new Error(`the auth request was answered ${answer.status}`);
  }

  function register(message: Register): void {
    if (memory.registration) return;
    memory.registration = message;
    later(fetchAll);
    later(authenticate);
  }

  function updateAuth(message: UpdateAuth): void {
    const nonce = readNonce(message.idToken);
    if (isAuthTrigger(message)) later(authenticate);
    else if (auth && message.state === auth.state && nonce.ok && nonce.value === auth.nonce) {
      memory.accessToken = message.accessToken;
      auth = undefined;
    }
  }

  function onDelta(payload: Uint8Array): void {
    const delta = parseShadowDelta(payload);
    if (!delta.ok || delta.value.message === undefined) return;
    const text = delta.value.message;
    const decoded = decodeShadowMessage(text);
    if (decoded.ok) {
      memory.messages.push(decoded.value);
      if (decoded.value.messageType === 'register') register(decoded.value.message);
      if (decoded.value.messageType === 'updateAuth') updateAuth(decoded.value.message);
      if (decoded.value.messageType === 'deviceStateChange' && memory.registration)
        later(async () => {
          await trees.fetch(['desired']);
          await followDesired();
        });
    }
    later(() => linked().updateShadow(acknowledgeMessage(text)));
  }

  return {
    memory,
    async connect() {
      link = await openLink(options, {
        delta: onDelta,
        toDevice: requests.answer,
        closed: () => requests.fail('the connection ended'),
      });
      work = Promise.resolve();
      if (memory.registration) {
        later(fetchAll);
        // Agents ask at once, before their shadow says that they are connected.
        authenticate().catch((error: unknown) => memory.problems.push(String(error)));
      }
      await link.updateShadow(reportConnected(true));
      await link.updateShadow(reportAgent(agent));
    },
    async stop() {
      const ending = linked();
      await ending.updateShadow(reportConnected(false));
      link = undefined;
      await ending.end();
      await work;
    },
    crash() {
      const lost = linked();
      link = undefined;
      lost.cut();
    },
    request: (topic: string, body: JsonObject, more) => requests.send(topic, body, more),
    publish: (topic, payload) => linked().publish(topic, payload),
  };
}

function blank(): DeviceMemory {
  return { trees: {}, messages: [], packages: [], urls: [], problems: [] };
}
