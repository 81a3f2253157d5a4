import type { Clock } from '@thingdock/effects';
import type { ConnectionRef } from '../../connections/index.ts';
import { record } from '../../events/index.ts';
import type { Database, Executor } from '../../platform/db/index.ts';
import { announceDevices, changeDevices, type Decision } from '../change.ts';
import type { Kept } from '../kept.ts';
import { lockDevices } from '../store.ts';
import { believe } from './believe.ts';
import { noteVisit, type Shared, sharedBy, type Visit, WINDOW_MS } from './sharing.ts';
import * as store from './store.ts';
import { type PresenceEvent, witness } from './witness.ts';

type Deps = { database: Database; clock: Clock };

/** `began`, `ended`: the device was thereby found to be online, or not to be any more. */
export type PresenceOutcome = { outcome: 'applied' | 'stale' | 'unknown_device'; began: boolean; ended: boolean };

/** How long after the last takeover it is said that two devices share a name. */
const SHARED_MS = 3 * WINDOW_MS;

/** Takes in a lifecycle event. One of a client id that is no device is left alone. */
export function takePresence(
  { database, clock }: Deps,
  connection: Pick<ConnectionRef, 'id' | 'projectId'>,
  event: PresenceEvent,
): Promise<PresenceOutcome> {
  const { thingName } = event;
  return database.transaction(async (tx) => {
    const now = clock.now();
    const [row] = await lockDevices(tx, [{ connectionId: connection.id, thingName }]);
    if (!row) return { outcome: 'unknown_device', began: false, ended: false };
    const known = await store.findPresence(tx, connection.id, thingName);
    const next = witness(known?.witness ?? null, event);
    const visits = noteVisit(known?.visits ?? [], event);
    await store.savePresence(tx, connection.id, thingName, { witness: next, visits });
    await noteSharing(tx, connection, { thingName, visits, known: known?.visits ?? [], now });
    if (next === known?.witness) return { outcome: 'stale', began: false, ended: false };
    return applyWord(tx, connection, event, now);
  });
}

async function applyWord(
  tx: Executor,
  connection: Pick<ConnectionRef, 'id' | 'projectId'>,
  event: PresenceEvent,
  now: number,
): Promise<PresenceOutcome> {
  const outcome: PresenceOutcome = { outcome: 'applied', began: false, ended: false };
  const decide = (known: Kept): Decision => {
    if (known.gates.goneAt !== null) return known;
    const state = believe(known.state, event);
    outcome.began = state.status === 'connected' && known.state.status !== 'connected';
    outcome.ended = state.status === 'disconnected' && known.state.status === 'connected';
    return state === known.state ? known : { state, gates: known.gates };
  };
  await changeDevices(tx, [{ connection, thingName: event.thingName, decide }], now);
  return outcome;
}

type Visits = { thingName: string; visits: readonly Visit[]; known: readonly Visit[]; now: number };

async function noteSharing(
  tx: Executor,
  connection: Pick<ConnectionRef, 'id' | 'projectId'>,
  { thingName, visits, known, now }: Visits,
): Promise<void> {
  const shared: Shared | null = sharedBy(visits);
  if (!shared || shared.takeovers === sharedBy(known)?.takeovers) return;
  const until = new Date(now + SHARED_MS);
  const key = { connectionId: connection.id, thingName };
  const news = await store.saveShared(tx, key, { addresses: shared.addresses, now: new Date(now), until });
  await announceDevices(tx, connection, [thingName]);
  if (!news) return;
  const common = { projectId: connection.projectId, connectionId: connection.id, device: thingName };
  await record(tx, [{ ...common, type: 'device.shared_client_id', at: now, data: shared }]);
}

/** Says no longer of devices that two share a name, once they have been quiet for a while. */
export function forgetSharing({ database, clock }: Deps): Promise<void> {
  return database.transaction(async (tx) => {
    for (const { connectionId, projectId, thingName } of await store.endShared(tx, new Date(clock.now())))
      await announceDevices(tx, { id: connectionId, projectId }, [thingName]);
  });
}
