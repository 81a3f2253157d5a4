import type { DeviceStatus, StatusReason, StatusSource } from '@thingdock/api';
import type { Generated, Insertable, Selectable } from 'kysely';
import type { Silence } from './show.ts';

/** Tables of migrations 0004, 0014 and 0016. */
export type DeviceTables = {
  devices: {
    connection_id: string;
    thing_name: string;
    status: DeviceStatus;
    reason: StatusReason | null;
    since: Date | null;
    source: StatusSource | null;
    project_id: string;
    flag_status: DeviceStatus;
    flag_reason: StatusReason | null;
    flag_since: Date | null;
    flag_source: StatusSource | null;
    flag_message_id: string | null;
    held_since: Date | null;
    held_version: number | null;
    held_timestamp: number | null;
    held_message_id: string | null;
    held_until: Date | null;
    licensed: boolean;
    monitored: boolean;
    silence: Silence | null;
    monitoring_reported: Generated<boolean | null>;
    shared_until: Generated<Date | null>;
    shared_addresses: Generated<string[] | null>;
    tags: Generated<string[]>;
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
  device_counts: { connection_id: string; status: DeviceStatus | 'gone'; count: number };
  device_transitions: {
    id: Generated<number>;
    connection_id: string;
    thing_name: string;
    at: Date;
    noted_at: Date;
    status: DeviceStatus;
    reason: StatusReason | null;
    source: StatusSource | null;
    shadow_version: number | null;
    shadow_timestamp: number | null;
    message_id: string | null;
  };
  connection_blind_periods: {
    connection_id: string;
    from_at: Date;
    to_at: Date | null;
    reason: 'no_role' | 'credentials_invalid' | 'path_broken';
  };
};

/** A device as it is read. */
export type DeviceRow = Selectable<DeviceTables['devices']>;
export type TransitionRow = Insertable<DeviceTables['device_transitions']>;
