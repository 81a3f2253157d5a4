import type { Client } from 'aedes';

/**
 * One live connection per client id: a second CONNECT wins, the first is cut and its will is sent before the second one is let in.
 *
 * aedes does this too, but forgets the new connection when the old one was already closing; so connects of one id wait for each other here.
 */
export type Takeover = {
  /** Resolves when the id is free for `client`: every earlier connection under it is gone. */
  admit(client: Client, clientId: string): Promise<void>;
  /** To be called when aedes has entered the client in its books (its event `client`). */
  registered(client: Client): void;
  /** To be called when aedes has struck it off again (its event `clientDisconnect`). */
  gone(client: Client): void;
};

export function createTakeover(onEvicted: (client: Client) => void): Takeover {
  const live = new Map<string, { client: Client; ended: PromiseWithResolvers<void> }>();
  /** The last connect of each id that is still on its way; resolves when it got through or gave up. */
  const connecting = new Map<string, Promise<void>>();
  const settlers = new WeakMap<Client, () => void>();

  async function evict(clientId: string): Promise<void> {
    const earlier = live.get(clientId);
    if (!earlier) return;
    if (!earlier.client.closed) onEvicted(earlier.client);
    earlier.client.close();
    await earlier.ended.promise;
  }

  return {
    async admit(client, clientId) {
      const before = connecting.get(clientId);
      const { promise, resolve } = Promise.withResolvers<void>();
      const settle = () => {
        resolve();
        if (connecting.get(clientId) === promise) connecting.delete(clientId);
      };
      connecting.set(clientId, promise);
      settlers.set(client, settle);
      client.conn.once('close', settle);
      await before;
      await evict(clientId);
    },
    registered(client) {
      // aedes registers a connection that was lost while it was authenticated, and never strikes it off.
      if (!client.closed) live.set(client.id, { client, ended: Promise.withResolvers<void>() });
      settlers.get(client)?.();
    },
    gone(client) {
      const entry = live.get(client.id);
      if (entry?.client !== client) return;
      entry.ended.resolve();
      live.delete(client.id);
    },
  };
}
