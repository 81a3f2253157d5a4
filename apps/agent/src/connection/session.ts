import { isIP } from 'node:net';
import { reportConnected, type ThingName, willTopic } from '@thingdock/device-protocol';
import type { Clock } from '@thingdock/effects';
import mqtt, { type IClientOptions, type MqttClient } from 'mqtt';
import { reasonOf } from '../platform/errors.ts';
import { within } from '../platform/timing.ts';

export type Endpoint = {
  host: string;
  port: number;
  servername?: string;
  clientId: string;
  thingName: ThingName;
  /** Seconds. */
  keepalive: number;
  /** PEM texts. */
  ca: string;
  cert: string;
  key: string;
};

/** One MQTT connection from CONNACK to its end. It never reconnects by itself. */
export type Session = {
  /** Aborts when the connection is gone, with the reason. */
  readonly signal: AbortSignal;
  /** Publishes with QoS 1; resolves when the broker has it, rejects when the session ends before. */
  publish(topic: string, payload: string): Promise<void>;
  /** Resolves when the broker granted every topic; rejects when it refused one. */
  subscribe(topics: readonly string[]): Promise<void>;
  /** Sends DISCONNECT, so that the broker forgets the last will, and closes. May wait for a broker that does not answer. */
  end(): Promise<void>;
  /** Closes the socket without a word; the broker then publishes the last will. */
  abandon(): void;
};

const CONNECT_TIMEOUT_MS = 30_000;
/** SUBACK's code for "no" (MQTT 3.1.1, 3.9.3). */
const REFUSED = 128;

/** Options of a clean MQTT 3.1.1 session over mutual TLS with the last will that the shadow rule expects. */
export function connectOptions(endpoint: Endpoint): IClientOptions {
  const { host, port, clientId, keepalive, ca, cert, key, thingName } = endpoint;
  const servername = endpoint.servername ?? (isIP(host) ? undefined : host);
  return {
    protocol: 'mqtts',
    protocolVersion: 4,
    host,
    port,
    ...(servername ? { servername } : {}),
    ca,
    cert,
    key,
    rejectUnauthorized: true,
    clientId,
    clean: true,
    keepalive,
    connectTimeout: CONNECT_TIMEOUT_MS,
    reconnectPeriod: 0,
    resubscribe: false,
    will: { topic: willTopic(thingName), payload: JSON.stringify(reportConnected(false)), qos: 0, retain: false },
  };
}

/**
 * Connects; resolves at CONNACK. `onMessage` gets everything that arrives, from the first packet on. Aborting `signal`
 * gives the attempt up; it does not touch a session that is open.
 */
export async function openSession(
  endpoint: Endpoint,
  onMessage: (session: Session, topic: string, payload: Uint8Array) => void,
  signal: AbortSignal,
): Promise<Session> {
  const client = mqtt.connect(connectOptions(endpoint));
  const session = sessionOf(client);
  client.on('message', (topic, payload) => onMessage(session, topic, payload));
  const giveUp = () => client.end(true);
  signal.addEventListener('abort', giveUp, { once: true });
  try {
    await new Promise<void>((resolve, reject) => {
      client.once('connect', () => resolve());
      session.signal.addEventListener('abort', () => reject(session.signal.reason), { once: true });
    });
    return session;
  } finally {
    signal.removeEventListener('abort', giveUp);
  }
}

/** How long a DISCONNECT waits for what is still on its way. */
const END_TIMEOUT_MS = 3_000;

/** Ends a session in order if the broker lets it, else without a word. */
export async function endSession(session: Session, clock: Clock): Promise<void> {
  const ended = await within(session.end(), { clock, ms: END_TIMEOUT_MS });
  if (!ended.inTime) session.abandon();
}

function sessionOf(client: MqttClient): Session {
  const gone = new AbortController();
  let problem = 'the connection was closed';
  client.on('error', (error) => {
    problem = reasonOf(error);
  });
  const closed = Promise.withResolvers<void>();
  client.on('close', () => {
    closed.resolve();
    gone.abort(new Error(problem));
    client.end(true);
  });
  return {
    signal: gone.signal,
    async publish(topic, payload) {
      await whileOpen(gone.signal, client.publishAsync(topic, payload, { qos: 1 }));
    },
    async subscribe(topics) {
      const granted = await whileOpen(gone.signal, client.subscribeAsync([...topics], { qos: 1 }));
      const refused = granted.filter((grant) => grant.qos === REFUSED).map((grant) => grant.topic);
      if (refused.length > 0) throw new Error(`the broker refused the subscription to ${refused.join(', ')}`);
    },
    async end() {
      problem = 'the agent ended the connection';
      await Promise.race([client.endAsync(), closed.promise]);
    },
    abandon: () => client.stream.destroy(),
  };
}

/** mqtt.js leaves a publish without an answer pending when the connection ends; nobody here may wait for ever. */
async function whileOpen<T>(signal: AbortSignal, work: Promise<T>): Promise<Awaited<T>> {
  const ended = Promise.withResolvers<never>();
  const stop = () => ended.reject(signal.reason);
  if (signal.aborted) stop();
  else signal.addEventListener('abort', stop, { once: true });
  try {
    return await Promise.race([work, ended.promise]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
