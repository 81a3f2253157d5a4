import { against } from '../measure/result.ts';
import { rounds } from '../measure/rounds.ts';
import { connectMany } from '../mqtt/client.ts';
import { type Broker, startBrokers } from './brokers.ts';
import type { Program } from './program.ts';

/** Devices that come: TLS 1.3 with certificates on both sides (RSA-2048), CONNECT and CONNACK, 16 at once. */
export const connects: Program = {
  about: 'connects with mutual TLS',
  async run({ scale, rounds: count }, defer) {
    const each = scale === 'full' ? 400 : 5;
    const brokers = await startBrokers(['bare TLS server', 'mosquitto'], defer, 'connects');
    const rows = await rounds(
      brokers.map((broker) => ({ ...broker, work: () => connectAndLeave(broker, each) })),
      count,
    );
    return { unit: 'connects/s', rows, comparisons: against(rows, 'stand-in', 'bare TLS server', 0.6) };
  },
};

async function connectAndLeave({ target }: Broker, count: number): Promise<number> {
  const ids = Array.from({ length: count }, (_, index) => `bench-${index}`);
  const clients = await connectMany(target, ids);
  for (const client of clients) client.cut();
  return clients.length;
}
