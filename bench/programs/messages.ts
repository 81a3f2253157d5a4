import { against } from '../measure/result.ts';
import { type Contestant, rounds } from '../measure/rounds.ts';
import { connectClient, connectMany } from '../mqtt/client.ts';
import { pump } from '../mqtt/flow.ts';
import { type Broker, startBrokers } from './brokers.ts';
import type { Defer, Program } from './program.ts';

const PAYLOAD = Buffer.from(JSON.stringify({ value: 1, text: 'x'.repeat(233) }));

type Shape = { publishers: number; count: number; window: number };

/** QoS 1 from one device to another, 256 bytes, up to 90 waiting for their PUBACK. */
export const oneToOne: Program = {
  about: 'QoS 1 from one device to one other, with policies and rules',
  async run({ scale, rounds: count }, defer) {
    const shape = { publishers: 1, count: scale === 'full' ? 60_000 : 100, window: 90 };
    const rows = await rounds(await flows(shape, defer), count);
    return { unit: 'messages/s, one to one', rows, comparisons: against(rows, 'stand-in', 'mosquitto', 0.4) };
  },
};

/** QoS 1 from a thousand devices to one subscriber, 256 bytes, each device waiting for its PUBACK. */
export const fanIn: Program = {
  about: 'QoS 1 from a thousand devices to one subscriber',
  async run({ scale, rounds: count }, defer) {
    const shape = { publishers: scale === 'full' ? 1000 : 5, count: scale === 'full' ? 30_000 : 50, window: 1 };
    const rows = await rounds(await flows(shape, defer), count);
    return { unit: 'messages/s, many to one', rows, comparisons: against(rows, 'stand-in', 'mosquitto', 0.3) };
  },
};

async function flows(shape: Shape, defer: Defer): Promise<Contestant[]> {
  const contestants: Contestant[] = [];
  for (const broker of await startBrokers(['mosquitto', 'plain aedes'], defer)) {
    contestants.push(await flowOn(broker, shape));
  }
  return contestants;
}

async function flowOn({ name, pid, target }: Broker, { publishers, count, window }: Shape): Promise<Contestant> {
  const subscriber = await connectClient(target, 'bench-subscriber');
  await subscriber.subscribe('bench/+/data');
  const clients = await connectMany(
    target,
    Array.from({ length: publishers }, (_, index) => `bench-${index}`),
  );
  const flow = { subscriber, publishers: clients.map((client) => ({ client, topic: `bench/${client.id}/data` })) };
  return {
    name,
    pid,
    async work() {
      await pump(flow, { count, window, payload: PAYLOAD });
      return count;
    },
  };
}
