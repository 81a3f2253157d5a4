import { randomBytes } from 'node:crypto';
import {
  type AgentInfo,
  acknowledgeMessage,
  type DeployOrder,
  decodeShadowMessage,
  isAuthTrigger,
  type JsonObject,
  parseShadowDelta,
  readNonce,
  reportAgent,
  reportConnected,
  type ShadowMessage,
  type UpdateAuth,
} from '@thingdock/device-protocol';
import { act } from './act.ts';
import { obeyCommand } from './cancel.ts';
import { decideActions } from './decide.ts';
import { deploy } from './deploy.ts';
import { type Link, openLink } from './link.ts';
import { createRequests, type Requests } from './requests.ts';
import { createTrees, type Trees } from './trees.ts';
import type { DeviceMemory, DeviceOptions, SimulatedDevice } from './types.ts';

const DEFAULT_AGENT: AgentInfo = { type: 'enebular-agent', v: '2.18.2' };

/** A device at work. */
type Running = {
  options: DeviceOptions;
  agent: AgentInfo;
  memory: DeviceMemory;
  requests: Requests;
  trees: Trees;
  link: Link | undefined;
  /** The auth request that waits for its answer. */
  auth: { nonce: string; state: string } | undefined;
  authCount: number;
  /** Ends when everything that was begun has ended. */
  work: Promise<void>;
};

/** A device that is not connected yet. `memory`: what an earlier run left, as after a restart of an agent. */
export function createDevice(options: DeviceOptions, memory: DeviceMemory = blank()): SimulatedDevice {
  const requests = createRequests((payload) => linked(device).publishFrame(payload), options.answerMs);
  const device: Running = {
    options,
    agent: options.agent ?? DEFAULT_AGENT,
    memory,
    requests,
    trees: createTrees(options.thingName, memory, requests),
    link: undefined,
    auth: undefined,
    authCount: 0,
    work: Promise.resolve(),
  };
  return {
    memory,
    connect: () => connect(device),
    async stop() {
      const ending = linked(device);
      await ending.updateShadow(reportConnected(false));
      device.link = undefined;
      await ending.end();
      await device.work;
    },
    async leave() {
      const ending = linked(device);
      device.link = undefined;
      await ending.end();
    },
    crash() {
      device.link?.cut();
      device.link = undefined;
    },
    request: (topic: string, body: JsonObject, more) => requests.send(topic, body, more),
    publish: (topic, payload) => linked(device).publish(topic, payload),
  };
}

async function connect(device: Running): Promise<void> {
  const { requests, memory, options, agent } = device;
  // What comes in at once waits until the way out is there, too.
  const opened = Promise.withResolvers<void>();
  device.work = opened.promise;
  try {
    device.link = await openLink(options, {
      delta: (payload) => onDelta(device, payload),
      toDevice: requests.answer,
      command: (payload) => later(device, () => obeyCommand(payload, device)),
      closed: () => requests.fail('the connection ended'),
    });
  } finally {
    opened.resolve();
  }
  const link = device.link;
  if (memory.registration) {
    later(device, () => fetchAll(device));
    // Agents ask at once, before their shadow says that they are connected.
    authenticate(device).catch((error: unknown) => memory.problems.push(String(error)));
  }
  await link.updateShadow(reportConnected(true));
  await link.updateShadow(reportAgent(agent));
}

function linked({ link, options }: Running): Link {
  if (!link) throw new Error(`${options.thingName} is not connected`);
  return link;
}

/** Does one thing after the other; what goes wrong while the connection ends is lost, as on a real device. */
function later(device: Running, task: () => Promise<void>): void {
  device.work = device.work.then(task).catch((error: unknown) => {
    if (device.link) device.memory.problems.push(error instanceof Error ? error.message : String(error));
  });
}

/** A message is delivered as long as it is not acknowledged, so it may come more than once. */
function onDelta(device: Running, payload: Uint8Array): void {
  const delta = parseShadowDelta(payload);
  if (!delta.ok || delta.value.message === undefined) return;
  const text = delta.value.message;
  const decoded = decodeShadowMessage(text);
  if (decoded.ok) obey(device, decoded.value);
  later(device, () => linked(device).updateShadow(acknowledgeMessage(text)));
}

function obey(device: Running, message: ShadowMessage): void {
  const { memory, trees } = device;
  memory.messages.push(message);
  if (message.messageType === 'register' && !memory.registration) {
    memory.registration = message.message;
    later(device, () => fetchAll(device));
    later(device, () => authenticate(device));
  }
  if (message.messageType === 'updateAuth') takeToken(device, message.message);
  if (message.messageType === 'deploy' && takesDeployOrders(device.agent))
    later(device, () => deployOrdered(device, message.message));
  if (message.messageType === 'deviceStateChange' && memory.registration)
    later(device, async () => {
      await trees.fetch(['desired']);
      await followDesired(device);
    });
}

/** Agents of the field know the message up to 2.12; ours does. */
function takesDeployOrders({ type, v }: AgentInfo): boolean {
  const [major = 0, minor = 0] = v.split('.').map(Number);
  return type !== 'enebular-agent' || major < 2 || (major === 2 && minor < 13);
}

async function deployOrdered({ memory, requests, trees, options }: Running, order: DeployOrder): Promise<void> {
  const { downloadUrl: url, flow: identity = { assetId: '', updateId: url } } = order;
  if (memory.flow?.updateId === identity.updateId) return;
  memory.flow = identity;
  await deploy({ identity, url, memory, requests, trees, runFlow: options.runFlow, outcome: 'succeed' });
}

function takeToken(device: Running, message: UpdateAuth): void {
  const { auth, memory } = device;
  const nonce = readNonce(message.idToken);
  if (isAuthTrigger(message)) later(device, () => authenticate(device));
  else if (auth && message.state === auth.state && nonce.ok && nonce.value === auth.nonce) {
    memory.accessToken = message.accessToken;
    device.auth = undefined;
  }
}

async function authenticate(device: Running): Promise<void> {
  if (device.options.authenticates === false) return;
  const { authRequestUrl = '', connectionId = '' } = device.memory.registration ?? {};
  device.authCount += 1;
  device.auth = { nonce: randomBytes(16).toString('hex'), state: `req-${device.authCount}` };
  const answer = await fetch(authRequestUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify({ connectionId, deviceId: device.options.thingName, ...device.auth }),
  });
  if (!answer.ok) throw new Error(`the auth request was answered ${answer.status}`);
}

async function fetchAll(device: Running): Promise<void> {
  await device.trees.fetch();
  await device.trees.report([
    { type: 'reported', op: 'set', path: 'monitoring.enable', state: true },
    { type: 'status', op: 'set', path: 'agent', state: device.agent },
    {
      ...{ type: 'status', op: 'set', path: 'flow' },
      state: { state: device.memory.enabled === false ? 'stopped' : 'running', message: null },
    },
  ]);
  await followDesired(device);
}

async function followDesired(device: Running): Promise<void> {
  const desired = device.memory.trees.desired?.state ?? {};
  for (const action of decideActions(desired, device.memory)) await act(action, device);
}

/** The memory of a device that nothing has happened to. */
export function blank(): DeviceMemory {
  return { variables: {}, files: {}, trees: {}, messages: [], actions: [], packages: [], urls: [], problems: [] };
}
