import type { ConnectionRef } from '../connections/index.ts';
import { announce, type NewEvent, record } from '../events/index.ts';
import { registerNew } from '../licences/index.ts';
import type { Executor } from '../platform/db/index.ts';
import { type Kept, type KeptRow, toColumns, toKept } from './kept.ts';
import { type Gates, type Shown, show } from './show.ts';
import * as store from './store.ts';
import type { TransitionRow } from './tables.ts';

/** What is to become of one device: its word and its gates; what is shown follows. The same value when nothing changes. */
export type Decision = Pick<Kept, 'state' | 'gates'>;

export type Work = {
  connection: Pick<ConnectionRef, 'id' | 'projectId'>;
  thingName: string;
  /** Decides over the device as it is, locked. Not called for one that is not known. */
  decide(known: Kept): Decision;
};

type Seen = Omit<Kept, 'observedAt'>;
type Changed = { row: KeptRow & store.Place; projectId: string; before: Seen; after: Seen };

/**
 * The one way to change devices: locks them in one order, decides, then stores, writes the timeline, notes events and tells
 * open pages, all in one statement. Several works on one device apply one after the other. Returns the devices whose shown
 * status changed.
 */
export async function changeDevices(tx: Executor, works: readonly Work[], now: number): Promise<Changed[]> {
  if (works.length === 0) return [];
  const byKey = Map.groupBy(works, ({ connection, thingName }) => keyOf(connection.id, thingName));
  const keys = [...byKey.values()].flatMap(([work]) =>
    work ? [{ connectionId: work.connection.id, thingName: work.thingName }] : [],
  );
  const touched: Changed[] = [];
  for (const row of await store.lockDevices(tx, keys)) {
    const change = decide(row, byKey.get(keyOf(row.connection_id, row.thing_name)) ?? [], now);
    if (change) touched.push(change);
  }
  if (touched.length === 0) return [];
  await admitSpeaking(tx, touched, now);
  const turned = touched.filter(({ before, after }) => !sameShown(before.shown, after.shown));
  const visible = touched.filter(({ before, after }) => looksOther(before, after));
  const saving = store.savingDevices(
    touched.map(({ row, after }) => ({ before: row, after: toColumns(row, after, now) })),
  );
  const transitions = turned.map((change) => toTransition(change, now));
  await record(
    tx,
    turned.flatMap((change) => toEvents(change, now)),
    {
      statements: [
        ...(saving ? [saving] : []),
        ...(transitions.length > 0 ? [store.insertingTransitions(transitions)] : []),
      ],
      changes: [...Map.groupBy(visible, (change) => change.projectId)].map(([projectId, some]) => ({
        ...{ type: 'device', projectId },
        keys: some.map(({ row }) => keyOf(row.connection_id, row.thing_name)),
      })),
    },
  );
  return turned;
}

/** Devices that say their first word get a licence by themselves, as far as their project wants it. */
async function admitSpeaking(tx: Executor, touched: readonly Changed[], now: number): Promise<void> {
  const speaking = touched.filter(({ before, after }) => after.state.speaks && !before.state.speaks);
  const byConnection = [...Map.groupBy(speaking, ({ row }) => row.connection_id)];
  // In one order, so that two who come with devices of several projects do not wait for each other.
  const projectOf = ([, [first]]: (typeof byConnection)[number]) => first?.projectId ?? '';
  for (const [id, some] of byConnection.sort((a, b) => (projectOf(a) < projectOf(b) ? -1 : 1))) {
    const connection = { id, projectId: projectOf([id, some]) };
    const names = some.map(({ row }) => row.thing_name);
    const licensed = await registerNew(tx, connection, names, now);
    for (const change of some)
      if (licensed.has(change.row.thing_name))
        change.after = shownAfter(
          change.before,
          { ...change.after, gates: { ...change.after.gates, licensed: true } },
          now,
        );
  }
}

function decide(row: KeptRow & store.Place, works: readonly Work[], now: number): Changed | undefined {
  const before = toKept(row);
  let decision: Decision = before;
  for (const work of works) decision = work.decide({ ...before, ...decision });
  if (decision.state === before.state && decision.gates === before.gates) return undefined;
  return { row, projectId: row.project_id, before, after: shownAfter(before, decision, now) };
}

const shownAfter = (before: Seen, { state, gates }: Decision, now: number): Seen => ({
  ...{ state, gates },
  shown: show(state, gates, before.shown, now),
});

/** Tells open pages that devices changed in what is kept elsewhere. */
export async function announceDevices(
  tx: Executor,
  connection: Pick<ConnectionRef, 'id' | 'projectId'>,
  names: readonly string[],
): Promise<void> {
  const keys = names.map((name) => keyOf(connection.id, name));
  await announce(tx, { type: 'device', projectId: connection.projectId, keys });
}

const keyOf = (connectionId: string, thingName: string): string => `${connectionId}/${thingName}`;

/** Whether pages show anything else now. */
const looksOther = (before: Seen, after: Seen): boolean =>
  !sameShown(before.shown, after.shown) ||
  before.state.agent?.type !== after.state.agent?.type ||
  before.state.agent?.v !== after.state.agent?.v ||
  (Object.keys(after.gates) as (keyof Gates)[]).some((gate) => before.gates[gate] !== after.gates[gate]);

const sameShown = (a: Shown, b: Shown): boolean =>
  a.status === b.status && a.reason === b.reason && a.since === b.since && a.source === b.source;

function toTransition({ row, after: { state, shown } }: Changed, now: number): TransitionRow {
  // What a gate shows was not learnt from the shadow.
  const word = shown.status === state.status && shown.reason === state.reason;
  return {
    ...{ connection_id: row.connection_id, thing_name: row.thing_name },
    at: new Date(shown.since ?? now),
    noted_at: new Date(now),
    ...{ status: shown.status, reason: shown.reason, source: shown.source },
    shadow_version: word ? (state.flagAt?.version ?? null) : null,
    shadow_timestamp: word ? (state.flagAt?.timestamp ?? null) : null,
    message_id: word ? state.messageId : null,
  };
}

function toEvents({ row, projectId, before, after }: Changed, now: number): NewEvent[] {
  const common = { projectId, connectionId: row.connection_id, device: row.thing_name, at: after.shown.since ?? now };
  if (after.gates.goneAt !== null && before.gates.goneAt === null)
    return [{ ...common, type: 'device.gone', data: {} }];
  const back: NewEvent[] =
    after.gates.goneAt === null && before.gates.goneAt !== null
      ? [{ ...common, at: now, type: 'device.returned', data: {} }]
      : [];
  if (after.shown.status === before.shown.status) return back;
  if (after.shown.status === 'connected') return [...back, { ...common, type: 'device.connected', data: {} }];
  if (after.shown.status === 'disconnected')
    return [...back, { ...common, type: 'device.disconnected', data: { reason: after.shown.reason } }];
  return back;
}
