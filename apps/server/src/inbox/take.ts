import type { Clock } from '@thingdock/effects';
import type { Agents } from '../agents/index.ts';
import { isPassing, toFault } from '../aws/index.ts';
import type { ConnectionRef, Connections, TopicKind } from '../connections/index.ts';
import type { Devices } from '../devices/index.ts';
import type { Bus } from '../events/index.ts';
import type { Batches } from '../platform/batches.ts';
import type { Counters } from '../platform/counters.ts';
import type { Database } from '../platform/db/index.ts';
import type { Logger } from '../platform/logger.ts';
import type { Tasks } from '../platform/tasks.ts';
import { type Payload, readPayload } from './payload.ts';
import type { FrameArrival, FrameOutcome } from './take-frames.ts';

export type TakeDeps = {
  database: Database;
  clock: Clock;
  log: Logger;
  counters: Counters;
  tasks: Tasks;
  bus: Bus;
  connections: Pick<Connections, 'probeName' | 'probeArrived'>;
  devices: Pick<Devices, 'takeStatusPush' | 'takePresence' | 'known' | 'discover'>;
  agents: Pick<Agents, 'act'>;
  frames: Batches<FrameArrival, FrameOutcome>;
};

/** A genuine notification of one of a connection's two topics. */
export type Arrival = {
  connection: ConnectionRef;
  /** While it is being set up or deleted only test messages are taken. */
  active: boolean;
  kind: TopicKind;
  messageId: string;
  message: string;
};

/** Takes a notification: when this resolves, what it says is stored, or it needs nothing. Rejects when it has to come again. */
export async function take(deps: TakeDeps, arrival: Arrival): Promise<void> {
  const { clock, counters, connections } = deps;
  const { connection } = arrival;
  const payload = readPayload(arrival.kind, arrival.message, connections.probeName(connection));
  if (payload.kind === 'probe') {
    counters.add('inbox.probe');
    return connections.probeArrived(connection, { nonce: payload.nonce, arrivedAt: clock.now() });
  }
  if (payload.kind === 'malformed' || payload.kind === 'spoken_for') return drop(deps, arrival, payload);
  if (!arrival.active) return counters.add('inbox.not_active');
  if (payload.kind === 'status') return takeStatus(deps, arrival, payload);
  if (payload.kind === 'presence') return takePresence(deps, arrival, payload);
  return takeFrame(deps, arrival, payload);
}

function drop({ counters, log }: TakeDeps, { connection, messageId }: Arrival, payload: Payload): void {
  counters.add(`inbox.${payload.kind}`);
  const thingName = 'thingName' in payload ? payload.thingName : undefined;
  log.warn(
    { event: `inbox.${payload.kind}`, connectionId: connection.id, messageId, thingName },
    'a message was taken and dropped',
  );
}

/**
 * A thing that was made a moment ago may speak before the list of devices has it. Throws `aws_unavailable` while AWS cannot
 * say whether there is such a thing: then the message has to come again.
 */
async function meet({ database, devices, log }: TakeDeps, connection: ConnectionRef, thingName: string): Promise<void> {
  if ((await devices.known(database.root, connection, [thingName])).has(thingName)) return;
  await devices.discover(connection, thingName).catch((error: unknown) => {
    if (isPassing(error)) throw toFault(error);
    // Whatever else is wrong is for the health of the connection to tell; the next sync finds the thing.
    log.warn({ event: 'inbox.not_discovered', connectionId: connection.id, thingName, err: error }, 'thing not found');
  });
}

/** Repeated status messages change nothing, so they need not be remembered as such. */
async function takeStatus(
  deps: TakeDeps,
  { connection, messageId }: Arrival,
  { push, thingName }: Extract<Payload, { kind: 'status' }>,
): Promise<void> {
  const { devices, counters, bus } = deps;
  const whole = { ...push, messageId };
  let result = await devices.takeStatusPush(connection, whole);
  if (result.outcome === 'unknown_device') {
    await meet(deps, connection, thingName);
    result = await devices.takeStatusPush(connection, whole);
  }
  counters.add('inbox.accepted');
  counters.add(`inbox.status.${result.outcome}`);
  if (result.connected) bus.emit('device.connected', { connectionId: connection.id, thingName });
  else if (result.outcome === 'applied') bus.emit('device.disconnected', { connectionId: connection.id, thingName });
}

/** Repeated events change nothing. Clients that are no devices come and go, too; nobody asks AWS for them. */
async function takePresence(
  { devices, counters, bus }: TakeDeps,
  { connection }: Arrival,
  { event, thingName }: Extract<Payload, { kind: 'presence' }>,
): Promise<void> {
  const { outcome, began, ended } = await devices.takePresence(connection, event);
  counters.add('inbox.accepted');
  counters.add(`inbox.presence.${outcome}`);
  if (began) bus.emit('device.connected', { connectionId: connection.id, thingName });
  if (ended) bus.emit('device.disconnected', { connectionId: connection.id, thingName });
}

/** A thing that was made a moment ago is looked up, and its message tried once more. */
async function takeFrame(
  deps: TakeDeps,
  { connection, messageId }: Arrival,
  { frame }: Extract<Payload, { kind: 'frame' }>,
): Promise<void> {
  const { frames, counters, bus, tasks, agents } = deps;
  const arrival = { connection, messageId, frame };
  let outcome = await frames.take(arrival);
  if (outcome === 'unknown_device') {
    await meet(deps, connection, frame.thingName);
    outcome = await frames.take(arrival);
  }
  if (outcome === 'duplicate') return counters.add('inbox.duplicate');
  counters.add('inbox.accepted');
  counters.add(`inbox.frame.${outcome === 'unknown_device' ? outcome : 'applied'}`);
  if (outcome === 'unknown_device') return;
  const effect = outcome;
  if (effect.began) bus.emit('device.connected', { connectionId: connection.id, thingName: frame.thingName });
  tasks.start('agents.act', () => agents.act(connection, effect));
}
