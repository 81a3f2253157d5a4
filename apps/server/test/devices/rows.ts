import type { DeviceStatus, StatusReason } from '@thingdock/api';
import { sql } from 'kysely';
import type { ConnectionRef } from '../../src/connections/index.ts';
import type { Executor } from '../../src/platform/db/index.ts';

/** A device as a test wants it; what is left out is as of a device that is connected. */
export type TestDevice = {
  name: string;
  status?: DeviceStatus;
  reason?: StatusReason | null;
  tags?: readonly string[];
  agent?: string | null;
  seenAt?: number | null;
  licensed?: boolean;
  gone?: boolean;
};

/** Inserts devices of a connection, without asking what their status was learnt from. */
export async function insertDevices(
  executor: Executor,
  connection: ConnectionRef,
  devices: readonly TestDevice[],
): Promise<void> {
  const rows = devices.map(({ name, status = 'connected', gone = false, ...rest }) => ({
    ...{ connection_id: connection.id, project_id: connection.projectId, thing_name: name },
    status: gone ? 'unknown' : status,
    reason: gone ? 'gone' : (rest.reason ?? null),
    tags: rest.tags ?? [],
    agent_version: rest.agent ?? null,
    agent_type: rest.agent ? 'enebular-agent' : null,
    last_seen_at: typeof rest.seenAt === 'number' ? new Date(rest.seenAt).toISOString() : null,
    licensed: rest.licensed ?? true,
    gone_at: gone ? new Date(0).toISOString() : null,
  }));
  await sql`insert into devices (connection_id, project_id, thing_name, status, reason, tags, agent_version, agent_type,
      last_seen_at, licensed, gone_at, flag_status, speaks, created_at, swept_at)
    select r.connection_id, r.project_id, r.thing_name, r.status, r.reason, r.tags, r.agent_version, r.agent_type,
      r.last_seen_at, r.licensed, r.gone_at, r.status, true, now(), now()
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r (connection_id text, project_id text, thing_name text,
      status text, reason text, tags text[], agent_version text, agent_type text, last_seen_at timestamptz,
      licensed boolean, gone_at timestamptz)`.execute(executor);
}

export type TestFlow = { name: string; flowId: string; state?: string; deployState?: string };

/** Notes what devices run, and how the newest deployment of a flow to them went. */
export async function insertFlows(
  executor: Executor,
  { wireId, projectId, id: connectionId }: ConnectionRef,
  flows: readonly TestFlow[],
): Promise<void> {
  const action = `action-${connectionId}`;
  await sql`insert into actions (id, project_id, kind, connection_id, connection_name, wire_id, requested_by, created_at,
      updated_at) values (${action}, ${projectId}, 'flow-deploy', ${connectionId}, 'Plant', ${wireId}, 'me', now(), now())
    on conflict (id) do nothing`.execute(executor);
  for (const { name, flowId, state = 'running', deployState = 'deployed' } of flows) {
    const update = `${action}-${name}`;
    await sql`insert into action_targets (action_id, thing_name, wire_id, update_id, state, subject, requested_at, updated_at,
        awaited_since) values (${action}, ${name}, ${wireId}, ${update}, ${deployState}, 'flow', now(), now(), now())`.execute(
      executor,
    );
    await sql`insert into deployed_flows (wire_id, thing_name, flow_id, flow_name, version, asset_id, update_id, project_id,
        deployed_at, flow_state, last_update_id)
      values (${wireId}, ${name}, ${flowId}, ${`Flow ${flowId}`}, 2, 'asset', ${update}, ${projectId}, now(), ${state},
        ${update})`.execute(executor);
  }
}
