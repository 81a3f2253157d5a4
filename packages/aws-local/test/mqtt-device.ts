import mqtt, { type IClientOptions, type MqttClient } from 'mqtt';

/** PEM. */
export type KeyPair = { key: string; cert: string };

/** Connects as a device does; rejects when the connection ends before it stands. `received` gets what comes in, from the first byte on. */
export async function connectDevice(
  { key, cert }: KeyPair,
  more: IClientOptions,
  received: string[] = [],
): Promise<MqttClient> {
  const fixed = { host: 'localhost', protocol: 'mqtts', protocolVersion: 4, reconnectPeriod: 0 } as const;
  const client = mqtt.connect({ ...fixed, key, cert, ...more });
  client.on('message', (topic, payload) => received.push(`${topic} ${payload.toString()}`));
  await new Promise<void>((resolve, reject) => {
    client.once('connect', ({ sessionPresent }) => {
      if (sessionPresent) resumed.add(client);
      resolve();
    });
    client.once('error', reject);
    client.once('close', () => reject(new Error('closed before it was connected')));
  });
  // A later error shows as `close`, which tests wait for.
  client.on('error', () => undefined);
  return client;
}

const resumed = new WeakSet<MqttClient>();

/** Whether the broker said at the connect that it still had the session of before. */
export const isSessionPresent = (client: MqttClient) => resumed.has(client);

/** Resolves when the connection has ended. */
export async function closed(client: MqttClient): Promise<void> {
  if (client.connected) await new Promise<void>((resolve) => client.once('close', () => resolve()));
}

/** Everything that a client receives from now on, as `topic payload`. */
export function inbox(client: MqttClient): string[] {
  const received: string[] = [];
  client.on('message', (topic, payload) => received.push(`${topic} ${payload.toString()}`));
  return received;
}
