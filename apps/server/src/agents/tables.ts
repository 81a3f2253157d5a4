import type { StateType } from '@thingdock/device-protocol';
import type { SlotKind } from './slot.ts';

/** Tables of the migrations 0006, 0011 and 0016. */
export type AgentTables = {
  agents: {
    wire_id: string;
    thing_name: string;
    chosen: boolean;
    heard_at: Date | null;
    heard_connection_id: string | null;
    desired_uid: number | null;
    fetched_uid: number | null;
    fetched_at: Date | null;
    auth_state: string | null;
    auth_nonce: string | null;
    auth_deadline: Date | null;
    auth_window_at: Date | null;
    auth_window_count: number;
    told_licence: string | null;
    told_until: Date | null;
    triggered_at: Date | null;
    triggers: number;
    asked_at: Date | null;
    slot_kind: SlotKind | null;
    slot_at: Date | null;
    slot_uid: number | null;
    slot_settled: boolean;
    attempts: number;
    order_update_id: string | null;
    order_since: Date | null;
    order_at: Date | null;
    order_taken_at: Date | null;
    order_fetched_at: Date | null;
    order_ended: boolean;
    due_at: Date | null;
    lease_token: string | null;
    lease_until: Date | null;
  };
  device_states: {
    wire_id: string;
    thing_name: string;
    type: StateType;
    state: string;
    size: number;
    ts: number;
    uid: number;
    p_hash: string;
    hash: string;
    applied: string;
  };
};

export type AgentRow = AgentTables['agents'];
export type StateRow = AgentTables['device_states'];
/** How the wire knows a device. */
export type AgentKey = { wireId: string; thingName: string };
