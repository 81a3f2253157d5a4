import { Fault } from '@thingdock/api';
import { isLogFileName, LOG_UPLOAD_BYTES, parseLogEvents, redact } from '@thingdock/device-protocol';
import type { Clock, Ids } from '@thingdock/effects';
import type { Agents } from '../agents/index.ts';
import type { Connections } from '../connections/index.ts';
import type { Devices } from '../devices/index.ts';
import { announce } from '../events/index.ts';
import type { Counters } from '../platform/counters.ts';
import type { Database } from '../platform/db/index.ts';
import * as store from './store.ts';

export type TakeDeps = {
  database: Database;
  clock: Clock;
  ids: Ids;
  counters: Counters;
  agents: Pick<Agents, 'bearer'>;
  connections: Pick<Connections, 'findByWireId'>;
  devices: Pick<Devices, 'monitored'>;
};

export type Upload = { authorization: string | undefined; name: string; content: string };

/**
 * Takes in an upload of a device. One that was taken before, whose device is not ours any more, or whose monitoring is off, is
 * taken for good, and in the last two cases dropped: the device shall not send it again. Throws `token_invalid`, `malformed_request`, `payload_too_large`.
 */
export async function takeLog(deps: TakeDeps, { authorization, name, content }: Upload): Promise<void> {
  const { database, clock, ids, counters, agents, connections, devices } = deps;
  const key = await agents.bearer(authorization);
  if (!key) throw new Fault('token_invalid');
  if (!isLogFileName(name))
    throw new Fault('malformed_request', { details: { reason: 'the file has no usable name' } });
  const bytes = Buffer.byteLength(content);
  if (bytes > LOG_UPLOAD_BYTES) throw new Fault('payload_too_large', { details: { limit: '256 KB' } });
  const parsed = parseLogEvents(content);
  if (!parsed.ok) throw new Fault('malformed_request', { details: { reason: parsed.problem } });
  const connection = await connections.findByWireId(key.wireId);
  const monitored = connection && (await devices.monitored(database.root, connection, key.thingName));
  if (!connection || monitored === undefined) return;
  // Its agent may not have heard of it yet, or not care.
  if (!monitored) return counters.add('logs.unwanted');

  const { events, unreadable } = parsed.value;
  const file = {
    id: ids.uuid(),
    connection_id: connection.id,
    thing_name: key.thingName,
    name,
    received_at: new Date(clock.now()),
    bytes,
    unreadable,
  };
  const fresh = await database.transaction(async (tx) => {
    if (!(await store.insertFile(tx, file))) return false;
    await store.insertEvents(tx, file, events.map(redact));
    await announce(tx, { type: 'log', projectId: connection.projectId, keys: [`${connection.id}/${key.thingName}`] });
    return true;
  });
  counters.add(fresh ? 'logs.taken' : 'logs.repeated');
  if (unreadable > 0) counters.add('logs.unreadable', unreadable);
}
