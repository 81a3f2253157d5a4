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
  on<E extends keyof DomainEvents>(
    event: E,
    handler: (news: DomainEvents[E], signal: AbortSignal) => Promise<void>,
  ): void;
  emit<E extends keyof DomainEvents>(event: E, news: DomainEvents[E]): void;
};

type AnyHandler = (news: never, signal: AbortSignal) => Promise<void>;

/** A bus within this process; each handler runs as a task of its own. */
export function createBus(tasks: Tasks): Bus {
  const handlers = new Map<keyof DomainEvents, AnyHandler[]>();
  return {
    on(event, handler) {
      handlers.set(event, [...(handlers.get(event) ?? []), handler as AnyHandler]);
    },
    emit(event, news) {
      for (const handler of handlers.get(event) ?? []) tasks.start(event, (signal) => handler(news as never, signal));
    },
  };
}
