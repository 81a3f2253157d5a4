import type { Device } from '@thingdock/api';
import type { ConnectionRef } from '../../connections/index.ts';
import { noticesOf } from '../notices.ts';
import { overlaid } from './overlay.ts';
import type { ListedRow } from './store.ts';

const time = (date: Date | null): string | null => date?.toISOString() ?? null;

type Around = { connection: ConnectionRef; flow: Device['flow']; now: number };

/** A device as the API shows it. */
function present(row: ListedRow, { connection, flow, now }: Around): Device {
  const { status, reason, source, agent_type: agentType, agent_version: agentVersion } = row;
  const flapping = row.flapping === null ? null : { changes: row.flapping };
  const sharedBy = row.shared_until && row.shared_until.getTime() > now ? (row.shared_addresses ?? []) : null;
  return {
    projectId: connection.projectId,
    connectionId: row.connection_id,
    name: row.thing_name,
    licensed: row.licensed,
    monitoring: { wanted: row.monitored, reported: row.monitoring_reported },
    tags: row.tags,
    goneAt: time(row.gone_at),
    ...overlaid({ status, reason, since: time(row.since), source }, connection.blind),
    agentType,
    agentVersion,
    lastSeenAt: time(row.last_seen_at),
    notices: noticesOf({ type: agentType, version: agentVersion, flapping, sharedBy }, connection),
    flow,
    lastDeployment: deploymentOf(row),
  };
}

function deploymentOf({ action_id: id, action_kind: kind, target_state: state, target_at }: ListedRow) {
  const at = time(target_at);
  return id !== null && kind !== null && state !== null && at !== null ? { id, kind, state, at } : null;
}

/** What runs on devices, by thing name; given by whoever knows deployments. */
export type DeviceFlows = (
  connection: ConnectionRef,
  thingNames: readonly string[],
) => Promise<ReadonlyMap<string, NonNullable<Device['flow']>>>;

export type Present = { flows: DeviceFlows; now: number };

/** Devices as the API shows them, in the order of the rows. */
export async function presentAll(
  { flows, now }: Present,
  rows: readonly ListedRow[],
  connections: readonly ConnectionRef[],
): Promise<Device[]> {
  const byId = new Map(connections.map((connection) => [connection.id, connection]));
  const running = new Map<string, ReadonlyMap<string, NonNullable<Device['flow']>>>();
  for (const [id, some] of Map.groupBy(rows, (row) => row.connection_id)) {
    const connection = byId.get(id);
    const names = some.filter((row) => row.runs).map((row) => row.thing_name);
    if (connection && names.length > 0) running.set(id, await flows(connection, names));
  }
  return rows.flatMap((row) => {
    const connection = byId.get(row.connection_id);
    if (!connection) return [];
    const flow = running.get(row.connection_id)?.get(row.thing_name) ?? null;
    return [present(row, { connection, flow, now })];
  });
}
