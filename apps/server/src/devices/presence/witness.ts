/**
 * What AWS itself says of a client id: a lifecycle event. Times in milliseconds.
 * Source: AWS IoT developer guide, lifecycle events. They may be repeated and out of order; both events of one connection
 * carry its session and number. Numbers rise, and begin anew about an hour after a client went away.
 */
export type PresenceEvent = {
  thingName: string;
  connected: boolean;
  session: string;
  version: number;
  at: number;
  /** From where it connected; only where it did. */
  address: string | null;
  /** Why it ended: it said goodbye, or another connection took its client id; else it was lost. */
  end: 'clean' | 'ousted' | 'lost' | null;
};

/** The newest connection of a client id. */
export type Witness = { session: string; version: number; connected: boolean; at: number; address: string | null };

/** Between the end of a connection and one that is numbered from 0 lies an hour, give or take AWS's clocks. */
const ONE_COUNT_MS = 55 * 60_000;

/**
 * Whether an event tells something newer: of one connection its end, of two connections the one with the higher number, and
 * where numbers may have begun anew the later one. So every order of the same events ends the same.
 */
export function isLater(event: PresenceEvent, known: Witness | null): boolean {
  if (!known) return true;
  if (event.session === known.session) return known.connected && !event.connected;
  if (Math.abs(event.at - known.at) < ONE_COUNT_MS && event.version !== known.version)
    return event.version > known.version;
  return event.at > known.at;
}

/** The same value when the event tells nothing new. */
export function witness(known: Witness | null, event: PresenceEvent): Witness {
  if (known && !isLater(event, known)) return known;
  const { session, version, connected, at, address } = event;
  return { session, version, connected, at, address: address ?? (known?.session === session ? known.address : null) };
}
