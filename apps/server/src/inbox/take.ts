import type { Clock } from '@thingdock/effects';
import type { Agents, ControlFrame, FrameEffect } from '../agents/index.ts';
import { isPassing, toFault } from '../aws/index.ts';
import type { ConnectionRef, Connections, TopicKind } from '../connections/index.ts';
import type { Deployments } from '../deployments/index.ts';
import type { Devices } from '../devices/index.ts';
import type { Bus } from '../events/index.ts';
import type { Counters } from '../platform/counters.ts';
import type { Database, Executor } from '../platform/db/index.ts';
import type { Logger } from '../platform/logger.ts';
import type { Tasks } from '../platform/tasks.ts';
import { type Payload, readPayload } from './payload.ts';
import { noteMessage } from './store.ts';

export type TakeDeps = {
  database: Database;
  clock: Clock;
  log: Logger;
  counters: Counters;
  tasks: Tasks;
  bus: Bus;
  connections: Pick<Connections, 'probeName' | 'probeArrived'>;
  devices: Pick<Devices, 'takeStatusPush' | 'takePresence' | 'knows' | 'discover'>;
  agents: Pick<Agents, 'applyFrame' | 'act'>;
  deployments: Pick<Deployments, 'applyReports'>;
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
  await meet(deps, connection, payload.thingName);
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
  if (await devices.knows(database.root, connection, thingName)) return;
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

async function takeFrame(
  deps: TakeDeps,
  { connection, messageId }: Arrival,
  { frame }: Extract<Payload, { kind: 'frame' }>,
): Promise<void> {
  const { database, clock, counters, bus, tasks, agents } = deps;
  const outcome = await database.transaction(async (tx) => {
    if (!(await noteMessage(tx, connection.id, messageId, new Date(clock.now())))) return 'duplicate';
    return applyFrame(deps, tx, connection, frame);
  });
  if (outcome === 'duplicate') return counters.add('inbox.duplicate');
  counters.add('inbox.accepted');
  counters.add(`inbox.frame.${outcome ? 'applied' : 'unknown_device'}`);
  if (!outcome) return;
  if (outcome.began) bus.emit('device.connected', { connectionId: connection.id, thingName: frame.thingName });
  tasks.start('agents.act', () => agents.act(connection, outcome));
}

async function applyFrame(
  { devices, agents, deployments }: TakeDeps,
  tx: Executor,
  connection: ConnectionRef,
  frame: ControlFrame,
): Promise<FrameEffect | undefined> {
  if (!(await devices.knows(tx, connection, frame.thingName))) return undefined;
  const effect = await agents.applyFrame(tx, connection, frame);
  await deployments.applyReports(tx, connection, effect.reports);
  return effect;
}
