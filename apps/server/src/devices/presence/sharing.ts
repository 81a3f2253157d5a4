import type { PresenceEvent } from './witness.ts';

/** A connection of the last minutes. */
export type Visit = { session: string; at: number; address: string | null; ousted: boolean };

/** Since when two devices use one client id: how often one pushed the other out, and from where they come. */
export type Shared = { takeovers: number; addresses: readonly string[] };

/** How far back it is looked at. */
export const WINDOW_MS = 5 * 60_000;
/** More takeovers than these are no reconnects: an address each makes it certain, one for both needs more. */
const MOST = 3;
const MOST_FROM_ONE_ADDRESS = 6;
/** More connections than these prove nothing more. */
const KEPT = 40;

/** Adds an event to the connections of the last minutes. The same for every order of the same events. */
export function noteVisit(visits: readonly Visit[], event: PresenceEvent): Visit[] {
  const known = visits.find(({ session }) => session === event.session);
  const visit: Visit = {
    session: event.session,
    at: Math.max(known?.at ?? event.at, event.at),
    address: event.address ?? known?.address ?? null,
    ousted: event.end === 'ousted' || (known?.ousted ?? false),
  };
  const all = [...visits.filter(({ session }) => session !== event.session), visit];
  const newest = Math.max(...all.map(({ at }) => at));
  return all
    .filter(({ at }) => at > newest - WINDOW_MS)
    .sort((a, b) => a.at - b.at || (a.session < b.session ? -1 : 1))
    .slice(-KEPT);
}

/** Whether two devices push each other out. */
export function sharedBy(visits: readonly Visit[]): Shared | null {
  const takeovers = visits.filter(({ ousted }) => ousted).length;
  const addresses = [...new Set(visits.flatMap(({ address }) => address ?? []))].sort();
  const enough = addresses.length > 1 ? MOST : MOST_FROM_ONE_ADDRESS;
  return takeovers > enough ? { takeovers, addresses } : null;
}
