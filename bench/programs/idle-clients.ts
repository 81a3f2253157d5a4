import { setTimeout as sleep } from 'node:timers/promises';
import { residentBytes } from '../measure/process-usage.ts';
import type { Comparison } from '../measure/result.ts';
import { connectMany } from '../mqtt/client.ts';
import { type Broker, startBrokers } from './brokers.ts';
import type { Program } from './program.ts';

/**
 * What each of 5,000 devices costs that are connected, have one subscription and are silent. 500 others have come and gone before, so that
 * what a broker needs once for the first of them does not count; the figure with it is shown as well.
 */
export const idleClients: Program = {
  about: 'memory per idle client',
  async run({ scale }, defer) {
    const [count, earlier, settleMs] = scale === 'full' ? [5000, 500, 5000] : [20, 2, 50];
    const comparisons: Comparison[] = [];
    for (const broker of await startBrokers(['mosquitto', 'plain aedes'], defer, 'connects')) {
      const fresh = residentBytes(broker.pid);
      await comeAndGo(broker, earlier);
      const before = residentBytes(broker.pid);
      const after = await withIdle(broker, count, settleMs);
      const each = (since: number) => (after - since) / count / 1024;
      const what = `${broker.name}, resident KB per client of ${count}`;
      const aim = broker.name === 'stand-in' ? { most: 80 } : undefined;
      comparisons.push({ what, value: each(before), unit: ' KB', aim });
      comparisons.push({ what: `${what}, with what the first one cost`, value: each(fresh), unit: ' KB' });
    }
    return { unit: 'KB', rows: [], comparisons };
  },
};

async function comeAndGo({ target }: Broker, count: number): Promise<void> {
  const ids = Array.from({ length: count }, (_, index) => `bench-earlier-${index}`);
  for (const client of await connectMany(target, ids)) client.cut();
}

/** The broker's resident memory while so many devices are there. */
async function withIdle({ pid, target }: Broker, count: number, settleMs: number): Promise<number> {
  const ids = Array.from({ length: count }, (_, index) => `bench-${index}`);
  const clients = await connectMany(target, ids);
  for (const client of clients) await client.subscribe(`bench/${client.id}/orders`);
  await sleep(settleMs);
  const bytes = residentBytes(pid);
  for (const client of clients) client.cut();
  return bytes;
}
