import { capabilitiesOf } from '@thingdock/device-protocol';
import type { ConnectionRef } from '../connections/index.ts';
import type { DeviceSnapshot, Devices } from '../devices/index.ts';
import type { Licences } from '../licences/index.ts';
import type { Executor } from '../platform/db/index.ts';
import type { SlotFacts } from './slot.ts';
import type { AgentKey, AgentRow } from './tables.ts';

type Known = {
  agent: AgentRow;
  device: DeviceSnapshot | undefined;
  connection: ConnectionRef;
  /** The licence that covers the device. */
  licence: string | undefined;
  now: number;
};

/** What decides about the slot, out of what is kept of a device. A thing that is gone counts as not connected. */
export function factsOf({ agent, device, connection, licence, now }: Known): SlotFacts {
  const time = (date: Date | null) => date?.getTime() ?? null;
  const { slot_kind: kind, slot_at: at, told_until: until, triggered_at: triggered } = agent;
  return {
    now,
    connected: device?.status === 'connected',
    since: device?.since ?? null,
    eligible: device !== undefined && (device.speaks || agent.chosen || licence !== undefined),
    licence: licence ?? null,
    told: until && { licence: agent.told_licence, until: until.getTime() },
    triggered: triggered && { at: triggered.getTime(), times: agent.triggers },
    heardAt: time(agent.heard_at),
    heardHere: agent.heard_connection_id === connection.id,
    desiredUid: agent.desired_uid,
    fetchedUid: agent.fetched_uid,
    fetchedAt: time(agent.fetched_at),
    authDeadline: time(agent.auth_deadline),
    slot: kind && at ? { kind, at: at.getTime(), uid: agent.slot_uid, settled: agent.slot_settled } : null,
    attempts: agent.attempts,
    askedAt: time(agent.asked_at),
    // Without a role nobody can answer, and agents that take flows by message know no control messages either.
    answers: connection.roleArn !== null && !!device?.agent && capabilitiesOf(device.agent).flow === 'state',
  };
}

type GatherDeps = {
  clock: { now(): number };
  devices: Pick<Devices, 'snapshots'>;
  licences: Pick<Licences, 'current'>;
};

/** The same, looked up for one agent that the caller holds. */
export async function gatherFacts(
  { clock, devices, licences }: GatherDeps,
  tx: Executor,
  connection: ConnectionRef,
  { key, agent }: { key: AgentKey; agent: AgentRow },
): Promise<{ facts: SlotFacts; device: DeviceSnapshot | undefined }> {
  const { wireId, thingName } = key;
  const device = (await devices.snapshots(tx, connection, [thingName])).get(thingName);
  const licence = (await licences.current(tx, wireId, [thingName])).get(thingName);
  return { facts: factsOf({ agent, device, connection, licence, now: clock.now() }), device };
}
