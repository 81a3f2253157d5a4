import {
  commandTopic,
  fromDeviceTopic,
  type JsonObject,
  parseThingName,
  reportConnected,
  SHADOW_TOPICS,
  type ShadowTopic,
  shadowTopic,
  type ThingName,
  toDeviceTopic,
  willTopic,
} from '@thingdock/device-protocol';
import mqtt, { type IClientOptions, type MqttClient } from 'mqtt';
import type { DeviceOptions } from './types.ts';

export type Handlers = {
  delta(payload: Uint8Array): void;
  toDevice(payload: Uint8Array): void;
  command(payload: Uint8Array): void;
  closed(): void;
};

/** One MQTT connection of a device. */
export type Link = {
  /** Updates the shadow in the device's name. Resolves when the service has accepted it. */
  updateShadow(document: JsonObject): Promise<void>;
  publishFrame(payload: string): Promise<void>;
  publish(topic: string, payload: string): Promise<void>;
  end(): Promise<void>;
  /** Cuts the connection, as a power failure does. */
  cut(): void;
};

const ANSWER_MS = 10_000;
/** All that agents subscribe to besides the requests, which they only publish. */
const ANSWERS = (Object.keys(SHADOW_TOPICS) as ShadowTopic[]).filter((topic) => topic !== 'update' && topic !== 'get');

/** Connects as agents do: mutual TLS, clean session, the last will, then all subscriptions. */
export async function openLink(options: DeviceOptions, handlers: Handlers): Promise<Link> {
  const name = parseThingName(options.thingName);
  if (!name.ok) throw new Error(name.problem);
  const thing = name.value;
  const client = mqtt.connect(asAgentsConnect(options, thing));
  await connected(client);
  client.on('error', () => client.end(true));
  client.on('close', handlers.closed);
  const accepted = answersTo(client, (topic) => shadowTopic(thing, topic));
  client.on('message', (topic, payload) => {
    if (topic === shadowTopic(thing, 'updateDelta')) handlers.delta(payload);
    if (topic === toDeviceTopic(thing)) handlers.toDevice(payload);
    if (topic === commandTopic(thing)) handlers.command(payload);
  });
  await client.subscribeAsync(
    ANSWERS.map((topic) => shadowTopic(thing, topic)),
    { qos: 0 },
  );
  await client.subscribeAsync([toDeviceTopic(thing), commandTopic(thing)], { qos: 0 });

  let count = 0;
  return {
    async updateShadow(document) {
      const clientToken = `${thing.slice(-48)}-${count}`;
      count += 1;
      const answer = accepted(clientToken);
      client.publish(shadowTopic(thing, 'update'), JSON.stringify({ ...document, clientToken }), { qos: 0 });
      await answer;
    },
    publishFrame: async (payload) => void (await client.publishAsync(fromDeviceTopic(thing), payload, { qos: 1 })),
    publish: async (topic, payload) => void (await client.publishAsync(topic, payload, { qos: 0 })),
    end: () => client.endAsync(),
    cut: () => client.stream.destroy(),
  };
}

function asAgentsConnect(options: DeviceOptions, thing: ThingName): IClientOptions {
  const payload = Buffer.from(JSON.stringify(reportConnected(false)));
  return {
    protocol: 'mqtts',
    host: options.host,
    port: options.port,
    ...('secureContext' in options
      ? { secureContext: options.secureContext, ...(options.servername ? { servername: options.servername } : {}) }
      : { ca: options.caPem, cert: options.certPem, key: options.keyPem }),
    clientId: thing,
    clean: true,
    protocolVersion: 4,
    keepalive: 300,
    reconnectPeriod: 0,
    will: { topic: willTopic(thing), payload, qos: 0, retain: false },
  };
}

function connected(client: MqttClient): Promise<void> {
  return new Promise((resolve, reject) => {
    client.once('connect', () => resolve());
    client.once('error', reject);
    client.once('close', () => reject(new Error('the broker closed the connection')));
  });
}

/** Waits for the shadow service's word on an update, by its token. */
function answersTo(client: MqttClient, topicOf: (topic: ShadowTopic) => string) {
  return (clientToken: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const late = setTimeout(() => done(new Error(`no answer to the shadow update ${clientToken}`)), ANSWER_MS);
      const gone = () => done(new Error('the connection ended'));
      client.on('message', hear);
      client.once('close', gone);
      function hear(topic: string, payload: Buffer) {
        const rejected = topic === topicOf('updateRejected');
        if (!rejected && topic !== topicOf('updateAccepted')) return;
        const answer = JSON.parse(payload.toString()) as { clientToken?: string; message?: string };
        if (answer.clientToken === clientToken) done(rejected ? new Error(`rejected: ${answer.message}`) : undefined);
      }
      function done(error?: Error) {
        clearTimeout(late);
        client.off('message', hear);
        client.off('close', gone);
        if (error) reject(error);
        else resolve();
      }
    });
}
