import type { DeviceStatus, StatusReason, StatusSource } from '@thingdock/api';

/** Table of migration 0004. */
export type DeviceTables = {
  devices: {
    connection_id: string;
    thing_name: string;
    status: DeviceStatus;
    reason: StatusReason | null;
    since: Date | null;
    source: StatusSource | null;
    flag_version: number | null;
    flag_timestamp: number | null;
    agent_type: string | null;
    agent_version: string | null;
    agent_shadow_version: number | null;
    agent_shadow_timestamp: number | null;
    speaks: boolean;
    last_seen_at: Date | null;
    observed_at: Date | null;
    created_at: Date;
    swept_at: Date;
    gone_at: Date | null;
  };
};

export type DeviceRow = DeviceTables['devices'];
