import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { GetThingShadowCommand, PublishCommand, UpdateThingShadowCommand } from '@aws-sdk/client-iot-data-plane';
import {
  type AuthRequest,
  commandTopic,
  encodeCommand,
  encodeFlowPackage,
  encodeFrame,
  encodeShadowMessage,
  FILE_URL_PATH,
  type FlowPackage,
  type Json,
  orderMessage,
  parseAuthRequest,
  parseRequestFrame,
  parseShadow,
  parseTopic,
  type RequestFrame,
  type ResponseFrame,
  readPresence,
  type ShadowMessage,
  type ShadowView,
  type ThingName,
  toDeviceTopic,
} from '@thingdock/device-protocol';
import mqtt from 'mqtt';
import type { TestIot } from './iot.ts';
import { createTwin, type Twin } from './twin.ts';

/** The control plane's side of one device, small but real: SDK calls one way, MQTT messages the other. */
export type TestCloud = {
  iot: TestIot;
  thing: ThingName;
  twin: Twin;
  /** Everything that happened, in order: `will`, `shadow connected=true`, `deviceState/device/get` … */
  history: string[];
  authRequests: AuthRequest[];
  /** Writes a message into the shadow's slot. */
  order(message: ShadowMessage): Promise<void>;
  register(): Promise<void>;
  /** Makes a flow the desired one and tells the device to look. */
  deploy(assetId: string, updateId: string, flow: FlowPackage | string): Promise<void>;
  /** Lets a flow package lie where the device finds it, under `assetId/updateId`. */
  offer(key: string, content: string): void;
  /** Lets a file lie where the device finds it, under its key. */
  offerFile(key: string, content: string): void;
  /** Names of the log files that came. */
  logs: string[];
  /** Changes the desired tree (undefined removes) and tells the device to look. */
  desire(path: string, state: Json | undefined): Promise<void>;
  /** Cancels the deployment of a flow; what became of it stands in `results`. */
  cancel(assetId: string, updateId: string): Promise<void>;
  /** Answers to commands, as `updateId result`, with the message behind. */
  results: string[];
  /** Orders a flow by a message that says where it lies. */
  deployByMessage(assetId: string, updateId: string, flow: FlowPackage): Promise<void>;
  connected(): Promise<boolean | undefined>;
  /** The message that the device acknowledged last. */
  acknowledged(): Promise<string | undefined>;
  close(): Promise<void>;
};

export const CONNECTION_ID = 'conn-1';
const ACCESS_TOKEN = 'opaque-access-token';

export async function startCloud(thing: ThingName, iot: TestIot): Promise<TestCloud> {
  const history: string[] = [];
  const authRequests: AuthRequest[] = [];
  const twin = createTwin(thing, CONNECTION_ID);
  const packages = new Map<string, string>();
  const files = new Map<string, string>();
  const logs: string[] = [];
  let nonce = 0;

  async function order(message: ShadowMessage): Promise<void> {
    const payload = Buffer.from(JSON.stringify(orderMessage(encodeShadowMessage(message))));
    await iot.data.send(new UpdateThingShadowCommand({ thingName: thing, payload }));
  }

  async function readShadow(): Promise<ShadowView | undefined> {
    const { payload } = await iot.data.send(new GetThingShadowCommand({ thingName: thing }));
    const shadow = parseShadow(payload ?? '');
    return shadow.ok ? shadow.value : undefined;
  }

  async function answer(frame: ResponseFrame): Promise<void> {
    const payload = Buffer.from(encodeFrame(frame));
    await iot.data.send(new PublishCommand({ topic: toDeviceTopic(thing), payload, qos: 1 }));
  }

  function onRequest(frame: RequestFrame): Promise<void> {
    history.push(frame.topic);
    return answer(twin.answer(frame, (key) => (packages.has(key) ? `${url}/flow/${key}` : undefined)));
  }

  async function grant(request: AuthRequest): Promise<void> {
    authRequests.push(request);
    const claims = Buffer.from(JSON.stringify({ nonce: request.nonce })).toString('base64url');
    const message = { idToken: `e30.${claims}.x`, accessToken: ACCESS_TOKEN, state: request.state };
    await order({ messageType: 'updateAuth', message });
  }

  const web = createServer((request, response) => {
    const path = request.url ?? '';
    const content = packages.get(path.replace('/flow/', '')) ?? files.get(path.replace('/file/', ''));
    if (content !== undefined) return response.end(content);
    if (path.startsWith('/manager/') && request.headers.authorization !== `Bearer ${ACCESS_TOKEN}`)
      return response.writeHead(401).end('{}');
    const chunks: Buffer[] = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      response.setHeader('content-type', 'application/json');
      const text = Buffer.concat(chunks).toString();
      if (path.startsWith('/manager/record-logs')) {
        logs.push(/filename="([^"]*)"/.exec(text)?.[1] ?? '');
        return response.end('{}');
      }
      const body = JSON.parse(text) as { key?: string };
      if (path === `/manager${FILE_URL_PATH}`) return response.end(JSON.stringify({ url: `${url}/file/${body.key}` }));
      if (path !== '/auth') return response.writeHead(404).end('{}');
      const parsed = parseAuthRequest(body);
      response.end('{}');
      if (parsed.ok) grant(parsed.value).catch(fail);
    });
  });
  await once(web.listen(0, '127.0.0.1'), 'listening');
  const url = `http://127.0.0.1:${(web.address() as AddressInfo).port}`;

  const watcher = await watch(iot, (topic, payload) => {
    const address = parseTopic(topic);
    if (address?.thing !== thing) return;
    if (address.topic === 'will') history.push('will');
    if (address.topic === 'updateAccepted') {
      const { connected, agent } = readPresence(JSON.parse(payload.toString()).state?.reported?.enebular);
      if (connected !== undefined) history.push(`shadow connected=${connected}`);
      if (agent) history.push(`shadow agent=${agent.type}`);
    }
    const frame = address.topic === 'fromDevice' ? parseRequestFrame(payload) : undefined;
    if (frame?.ok) onRequest(frame.value).catch(fail);
  });

  function desire(path: string, state: Json | undefined): Promise<void> {
    twin.change('desired', state === undefined ? { op: 'remove', path } : { op: 'set', path, state });
    return refresh();
  }

  async function cancel(assetId: string, updateId: string): Promise<void> {
    nonce += 1;
    const payload = Buffer.from(encodeCommand({ op: 'deployCancel', id: String(nonce), body: { assetId, updateId } }));
    await iot.data.send(new PublishCommand({ topic: commandTopic(thing), payload, qos: 1 }));
  }

  const refresh = () => {
    nonce += 1;
    const message = { type: 'desired', op: 'refresh', nonce: String(nonce) } as const;
    return order({ messageType: 'deviceStateChange', message });
  };

  return {
    ...{ iot, thing, twin, history, authRequests, order, desire, cancel, results: twin.results },
    logs,
    offerFile: (key, content) => void files.set(key, content),
    offer: (key, content) => void packages.set(key, content),
    register: () =>
      order({
        messageType: 'register',
        message: {
          ...{ connectionId: CONNECTION_ID, deviceId: thing },
          ...{ authRequestUrl: `${url}/auth`, agentManagerBaseUrl: `${url}/manager` },
        },
      }),
    async deploy(assetId, updateId, flow) {
      packages.set(`${assetId}/${updateId}`, typeof flow === 'string' ? flow : encodeFlowPackage(flow));
      await desire('flow.flow', { assetId, updateId });
    },
    async deployByMessage(assetId, updateId, flow) {
      const key = `${assetId}/${updateId}`;
      packages.set(key, encodeFlowPackage(flow));
      const message = { downloadUrl: `${url}/flow/${key}`, flow: { assetId, updateId } };
      await order({ messageType: 'deploy', message });
    },
    connected: async () => (await readShadow())?.presence.connected,
    acknowledged: async () => (await readShadow())?.acknowledged,
    async close() {
      await watcher.endAsync(true);
      web.closeAllConnections();
      web.close();
    },
  };
}

/** A client of its own that hears what devices publish, as the topic rules of a real installation do. */
async function watch(iot: TestIot, onMessage: (topic: string, payload: Buffer) => void) {
  const observer = await iot.createThing(`observer-${process.pid}-${Math.random().toString(36).slice(2)}`);
  const client = await mqtt.connectAsync({
    ...{ protocol: 'mqtts', host: iot.aws.mqttHost, port: iot.aws.mqttPort, ca: iot.aws.caPem },
    ...{ cert: observer.certificatePem, key: observer.privateKeyPem, clientId: observer.name },
  });
  client.on('message', onMessage);
  const filters = [
    'enebular/things/+/msg/from_device',
    'enebular/things/+/shadow/update',
    '$aws/things/+/shadow/update/accepted',
  ];
  await client.subscribeAsync(filters, { qos: 1 });
  return client;
}

/** A fault of the test's own cloud ends the test run at once. */
function fail(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}
