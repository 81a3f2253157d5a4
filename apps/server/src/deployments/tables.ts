import type {
  ActionKind,
  ActionSummary,
  FLOW_STATES,
  RolloutSettings,
  RolloutState,
  Schedule,
  TargetState,
} from '@thingdock/api';
import type Type from 'typebox';
import type { Subject } from './kinds.ts';
import type { Counts } from './transition.ts';
import type { Had, Wanted } from './wanted.ts';

/** Why a target waits, as it is kept; `start`: it is not begun. */
export type Waiting = 'start' | 'offline' | 'earlier_action' | 'retry';

/** Tables of the migrations 0007, 0019 and 0020. */
export type DeploymentTables = {
  actions: {
    id: string;
    project_id: string;
    kind: ActionKind;
    connection_id: string;
    connection_name: string;
    wire_id: string;
    asset_type: 'flow' | 'file' | null;
    asset_id: string | null;
    asset_name: string | null;
    version: number | null;
    version_id: string | null;
    variable_names: string[] | null;
    variables_sealed: string | null;
    silence_seconds: number;
    absence_seconds: number;
    retries: number;
    rollout: RolloutSettings | null;
    phase_sizes: number[];
    rollout_state: RolloutState;
    phase: number;
    phase_ended_at: Date | null;
    rollout_why: string | null;
    held_at: Date | null;
    forgiven_bad: number;
    forgiven_ended: number;
    schedule: Type.Static<typeof Schedule> | null;
    starts_at: Date | null;
    rolls_back: string | null;
    ended_at: Date | null;
    counts: Counts | null;
    summary: ActionSummary;
    look_at: Date | null;
    requested_by: string;
    created_at: Date;
    updated_at: Date;
  };
  action_targets: {
    action_id: string;
    thing_name: string;
    wire_id: string;
    update_id: string;
    subject: Subject;
    state: TargetState;
    message: string | null;
    waits_for: Waiting | null;
    phase: number;
    attempt: number;
    overridden_by: string | null;
    wanted: Wanted | null;
    had: Had | null;
    requested_at: Date;
    updated_at: Date;
    awaited_since: Date;
    reported: boolean;
    deadline_at: Date | null;
    due_at: Date | null;
  };
  deployed_flows: {
    wire_id: string;
    thing_name: string;
    flow_id: string | null;
    flow_name: string | null;
    version: number | null;
    asset_id: string | null;
    update_id: string | null;
    project_id: string;
    deployed_at: Date | null;
    flow_state: (typeof FLOW_STATES)[number] | null;
    flow_message: string | null;
    enabled_wanted: boolean;
    enabled_reported: boolean | null;
    last_update_id: string | null;
  };
  device_files: {
    wire_id: string;
    thing_name: string;
    file_id: string;
    project_id: string;
    name: string;
    version: number | null;
    state: string;
    message: string | null;
    at: Date;
    deployed_version: number | null;
    deployed_version_id: string | null;
    deployed_update_id: string | null;
    deployed_ts: number | null;
    filename: string | null;
    size: number | null;
  };
};

export type ActionRow = DeploymentTables['actions'];
export type TargetRow = DeploymentTables['action_targets'];
export type DeployedFlowRow = DeploymentTables['deployed_flows'];
export type DeviceFileRow = DeploymentTables['device_files'];
