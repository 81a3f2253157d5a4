import type { Tasks } from '../platform/tasks.ts';

/**
 * News between features that travels upward, after the transaction that made it true has committed. A safety-net job of
 * the receiver covers news that a crash swallowed.
 */
export type DomainEvents = {
  /** A connection became usable. */
  'connection.activated': { connectionId: string };
  /** Something speaks against a connection: look at its health soon. */
  'connection.doubted': { connectionId: string };
  /** A connection that was broken works again; its devices are to be looked at before their status is believed. */
  'connection.mended': { connectionId: string };
  /** A device came online, or was found online. */
  'device.connected': { connectionId: string; thingName: string };
  /** A device went away, or was found to have gone. */
  'device.disconnected': { connectionId: string; thingName: string };
  /** Licences of devices were registered or deleted. */
  'licence.changed': { connectionId: string; thingNames: readonly string[] };
};

export type Bus = {
  /** Gathers news that comes in great numbers: `handler` only takes it and is not to throw; the work on it is a task of its own. */
  gather<E extends keyof DomainEvents>(event: E, handler: (news: DomainEvents[E]) => void): void;
  /** Each piece of news is worked on as a task of its own. */
  on<E extends keyof DomainEvents>(
    event: E,
    handler: (news: DomainEvents[E], signal: AbortSignal) => Promise<void>,
  ): void;
  emit<E extends keyof DomainEvents>(event: E, news: DomainEvents[E]): void;
};

type Taker = (news: never) => void;

/** A bus within this process. */
export function createBus(tasks: Tasks): Bus {
  const takers = new Map<keyof DomainEvents, Taker[]>();
  const gather = (event: keyof DomainEvents, taker: Taker) => takers.set(event, [...(takers.get(event) ?? []), taker]);
  return {
    gather,
    on(event, handler) {
      gather(event, (news) => tasks.start(event, (signal) => handler(news, signal)));
    },
    emit(event, news) {
      for (const taker of takers.get(event) ?? []) taker(news as never);
    },
  };
}
