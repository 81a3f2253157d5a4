import type { ConnectionRef } from '../connections/index.ts';
import type { DeviceSnapshot } from '../devices/index.ts';
import type { SlotFacts } from './slot.ts';
import type { AgentRow } from './tables.ts';

type Known = { agent: AgentRow; device: DeviceSnapshot | undefined; connection: ConnectionRef; now: number };

/** What decides about the slot, out of what is kept of a device. A thing that is gone counts as not connected. */
export function factsOf({ agent, device, connection, now }: Known): SlotFacts {
  const time = (date: Date | null) => date?.getTime() ?? null;
  const { slot_kind: kind, slot_at: at } = agent;
  return {
    now,
    connected: device?.status === 'connected',
    since: device?.since ?? null,
    eligible: device !== undefined && (device.speaks || agent.chosen),
    heardAt: time(agent.heard_at),
    heardHere: agent.heard_connection_id === connection.id,
    desiredUid: agent.desired_uid,
    fetchedUid: agent.fetched_uid,
    fetchedAt: time(agent.fetched_at),
    authDeadline: time(agent.auth_deadline),
    slot: kind && at ? { kind, at: at.getTime(), uid: agent.slot_uid, settled: agent.slot_settled } : null,
    attempts: agent.attempts,
  };
}
