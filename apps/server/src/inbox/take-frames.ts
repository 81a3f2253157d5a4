import type { Clock } from '@thingdock/effects';
import type { Agents, ControlFrame, FrameEffect } from '../agents/index.ts';
import type { ConnectionRef } from '../connections/index.ts';
import type { Deployments } from '../deployments/index.ts';
import type { Devices } from '../devices/index.ts';
import { type Batches, createBatches } from '../platform/batches.ts';
import type { Database, Executor } from '../platform/db/index.ts';
import { noteMessages } from './store.ts';

export type FrameDeps = {
  database: Database;
  clock: Clock;
  devices: Pick<Devices, 'known'>;
  agents: Pick<Agents, 'applyFrames'>;
  deployments: Pick<Deployments, 'applyReports'>;
};

/** A control message, as AWS SNS brought it. */
export type FrameArrival = { connection: ConnectionRef; messageId: string; frame: ControlFrame };

/** What came of it: what follows for its device; it was taken before; or there is no such device. */
export type FrameOutcome = FrameEffect | 'duplicate' | 'unknown_device';

const LARGEST = 200;
const LANES = 2;
/** A device that waits for its answer does not notice. */
const PAUSE_MS = 25;
const WORTH_A_LANE = 16;

/** Takes in control messages, in one transaction for all that arrive together. Those of one device come one after the other. */
export function createFrames(deps: FrameDeps): Batches<FrameArrival, FrameOutcome> {
  return createBatches({
    key: ({ connection, frame }) => `${connection.id}/${frame.thingName}`,
    store: (arrivals) => deps.database.transaction((tx) => takeFrames(deps, tx, arrivals)),
    oneOfAKey: true,
    ...{ largest: LARGEST, lanes: LANES, worthALane: WORTH_A_LANE, pauseMs: PAUSE_MS },
  });
}

async function takeFrames(deps: FrameDeps, tx: Executor, arrivals: readonly FrameArrival[]): Promise<FrameOutcome[]> {
  const outcomes = new Map<FrameArrival, FrameOutcome>();
  const byConnection = [...Map.groupBy(arrivals, ({ connection }) => connection.id)];
  // In one order, so that two transactions do not deadlock.
  for (const [, some] of byConnection.sort(([a], [b]) => (a < b ? -1 : 1))) await takeSome(deps, tx, some, outcomes);
  return arrivals.map((arrival) => outcomes.get(arrival) ?? 'unknown_device');
}

async function takeSome(
  { clock, devices, agents, deployments }: FrameDeps,
  tx: Executor,
  arrivals: readonly FrameArrival[],
  outcomes: Map<FrameArrival, FrameOutcome>,
): Promise<void> {
  const [first] = arrivals;
  if (!first) return;
  const { connection } = first;
  const names = arrivals.map(({ frame }) => frame.thingName);
  const known = await devices.known(tx, connection, names);
  const ours = arrivals.filter(({ frame }) => known.has(frame.thingName));
  const ids = ours.map(({ messageId }) => messageId);
  const fresh = await noteMessages(tx, connection.id, ids, new Date(clock.now()));
  const taken: FrameArrival[] = [];
  // The same message twice among these is taken once.
  for (const arrival of ours)
    if (fresh.delete(arrival.messageId)) taken.push(arrival);
    else outcomes.set(arrival, 'duplicate');
  const effects = await agents.applyFrames(
    tx,
    connection,
    taken.map(({ frame }) => frame),
  );
  taken.forEach((arrival, index) => {
    const effect = effects[index];
    if (effect) outcomes.set(arrival, effect);
  });
  await deployments.applyReports(
    tx,
    connection,
    effects.flatMap(({ reports }) => reports),
  );
}
