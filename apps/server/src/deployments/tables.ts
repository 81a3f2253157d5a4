import type { TargetState } from '@thingdock/api';

/** Tables of migration 0007. */
export type DeploymentTables = {
  actions: {
    id: string;
    project_id: string;
    kind: 'flow-deploy';
    connection_id: string;
    connection_name: string;
    wire_id: string;
    flow_id: string;
    flow_name: string;
    version: number;
    asset_id: string;
    requested_by: string;
    created_at: Date;
    updated_at: Date;
  };
  action_targets: {
    action_id: string;
    thing_name: string;
    wire_id: string;
    update_id: string;
    state: TargetState;
    message: string | null;
    requested_at: Date;
    updated_at: Date;
    awaited_since: Date;
    reported: boolean;
    deadline_at: Date | null;
  };
  deployed_flows: {
    wire_id: string;
    thing_name: string;
    flow_id: string;
    flow_name: string;
    version: number;
    asset_id: string;
    update_id: string;
    project_id: string;
    deployed_at: Date;
  };
};

export type ActionRow = DeploymentTables['actions'];
export type TargetRow = DeploymentTables['action_targets'];
export type DeployedFlowRow = DeploymentTables['deployed_flows'];
