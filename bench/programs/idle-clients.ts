import { setTimeout as sleep } from 'node:timers/promises';
import { residentBytes } from '../measure/process-usage.ts';
import type { Comparison } from '../measure/result.ts';
import { connectMany } from '../mqtt/client.ts';
import { type Broker, startBrokers } from './brokers.ts';
import type { Program } from './program.ts';

/** What each of 5,000 devices costs that are connected, have one subscription and are silent. The brokers are fresh. */
export const idleClients: Program = {
  about: 'memory per idle client',
  async run({ scale }, defer) {
    const [count, settleMs] = scale === 'full' ? [5000, 5000] : [20, 50];
    const comparisons: Comparison[] = [];
    for (const broker of await startBrokers(['mosquitto', 'plain aedes'], defer, 'connects')) {
      const value = await kilobytesPerClient(broker, count, settleMs);
      const aim = broker.name === 'stand-in' ? { most: 80 } : undefined;
      comparisons.push({
        what: `${broker.name}, resident KB per client of ${count}`,
        value,
        unit: ' KB',
        aim,
      });
    }
    return { unit: 'KB', rows: [], comparisons };
  },
};

async function kilobytesPerClient({ pid, target }: Broker, count: number, settleMs: number): Promise<number> {
  const before = residentBytes(pid);
  const ids = Array.from({ length: count }, (_, index) => `bench-${index}`);
  const clients = await connectMany(target, ids);
  for (const client of clients) await client.subscribe(`bench/${client.id}/orders`);
  // What the connects left behind goes with the next collection of garbage; a broker that idles is given the time for it.
  await sleep(settleMs);
  const used = residentBytes(pid) - before;
  for (const client of clients) client.cut();
  return used / count / 1024;
}
