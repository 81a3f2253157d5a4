import { against } from '../measure/result.ts';
import { rounds } from '../measure/rounds.ts';
import { connectClient } from '../mqtt/client.ts';
import { pump } from '../mqtt/flow.ts';
import { type Broker, startBrokers } from './brokers.ts';
import type { Program } from './program.ts';

const PAYLOAD = Buffer.from(JSON.stringify({ state: { reported: { temperature: 21.5, text: 'x'.repeat(100) } } }));
const TOPIC = '$aws/things/bench-thing/shadow/update';

/** A device that reports to its shadow and hears that each report was accepted; beside it, the same messages as plain publishes. */
export const shadowMqtt: Program = {
  about: 'shadow updates over MQTT',
  async run({ scale, rounds: count }, defer) {
    const each = scale === 'full' ? 10_000 : 50;
    const [ours, aedes] = await startBrokers(['plain aedes'], defer);
    if (!ours || !aedes) throw new Error('a broker is missing');
    const contestants = [
      await updating({ ...ours, name: 'shadow updates' }, `${TOPIC}/accepted`, each),
      await updating({ ...aedes, name: 'plain aedes publishes' }, TOPIC, each),
    ];
    const rows = await rounds(contestants, count);
    const comparisons = against(rows, 'shadow updates', 'plain aedes publishes', 0.25);
    return { unit: 'updates/s over MQTT', rows, comparisons };
  },
};

async function updating({ name, pid, target }: Broker, heard: string, count: number) {
  const subscriber = await connectClient(target, 'bench-thing');
  await subscriber.subscribe(heard);
  // The thing's own messages from a second connection with the same rights, so that both sides are plain streams.
  const client = await connectClient(target, 'bench-reporter');
  return {
    name,
    pid,
    async work() {
      await pump({ subscriber, publishers: [{ client, topic: TOPIC }] }, { count, window: 20, payload: PAYLOAD });
      return count;
    },
  };
}
