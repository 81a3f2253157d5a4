import type { AedesPublishPacket, Client } from 'aedes';

/** Far more than one client has in flight between two of its overlapping subscriptions. */
const REMEMBERED = 512;

/**
 * Gives a message once to a client whose subscriptions overlap.
 *
 * aedes does so by the highest number seen, and thereby drops a QoS 1 message that a later QoS 0 message overtakes on its way through the broker
 * (it numbers messages before it queues them). Here the numbers themselves are remembered.
 */
export function createDeduplicate() {
  const seen = new WeakMap<Client, Set<number>>();
  return {
    /** Switches aedes' own check off for this client. */
    adopt(client: Client): void {
      seen.set(client, new Set());
      Object.defineProperty(client, 'duplicates', { value: new Proxy({}, { set: () => true }) });
    },
    /** Whether the client has not had the message yet. Retained messages, which bear no broker's id, may repeat. */
    isNew(client: Client, packet: AedesPublishPacket): boolean {
      const numbers = seen.get(client);
      if (!numbers || !packet.brokerId) return true;
      if (numbers.has(packet.brokerCounter)) return false;
      numbers.add(packet.brokerCounter);
      const [oldest] = numbers;
      if (numbers.size > REMEMBERED && oldest !== undefined) numbers.delete(oldest);
      return true;
    },
  };
}
