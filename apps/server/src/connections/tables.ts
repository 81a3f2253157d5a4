import type { ConnectionObject, ConnectionState, Finding, HealthState, Operation, Step } from '@thingdock/api';

/** One account in one region: what a connection is about, and what its names in AWS are unique in. */
export type Place = { partition: string; accountId: string; region: string };

/** Failed attempts are rows of their own. */
export type StoredState = Exclude<ConnectionState, 'failed'>;

/** Why the status of a connection's devices cannot be believed. */
export type Blindness = 'credentials_invalid' | 'path_broken';

export type ConnectionRow = {
  id: string;
  project_id: string;
  name: string;
  state: StoredState;
  partition: string;
  account_id: string;
  region: string;
  endpoint: string;
  role_arn: string | null;
  user_arn: string;
  access_key_id: string;
  secret_access_key: string;
  probe_latency_ms: number | null;
  key_changed_at: Date;
  health: HealthState;
  health_since: Date | null;
  health_checked_at: Date | null;
  findings: Finding[];
  blind: Blindness | null;
  /** The rule for AWS's word on who comes and goes is wanted. */
  presence: boolean;
  created_at: Date;
  updated_at: Date;
};

export type Refusal = NonNullable<Operation['error']>;

export type SubscriptionRow = {
  connection_id: string;
  webhook_id: string;
  topic_arn: string;
  subscription_arn: string | null;
  confirmed_at: Date | null;
  refusal: Refusal | null;
  created_at: Date;
};

export type OperationRow = {
  id: string;
  kind: Operation['kind'];
  project_id: string;
  connection_id: string;
  state: Operation['state'];
  steps: Step[];
  error: Refusal | null;
  /** Sealed; what the operation brings along, such as a new key. Emptied when it ends. */
  input: string | null;
  left_behind: ConnectionObject[];
  lease_owner: string | null;
  lease_until: Date | null;
  created_at: Date;
  updated_at: Date;
};

export type ObjectKind = 'topic' | 'subscription' | 'rule' | 'shadow';

export type ObjectRow = {
  id: string;
  partition: string;
  account_id: string;
  region: string;
  connection_id: string;
  kind: ObjectKind;
  name: string;
  arn: string | null;
  existed_before: boolean;
  state: 'intended' | 'present' | 'removed';
  /** How it was before it was taken over. */
  before: unknown;
  created_at: Date;
  updated_at: Date;
};

/** A subscription's name carries behind `#` which webhook it belongs to. */
export const plainName = ({ name }: Pick<ObjectRow, 'name'>): string => name.split('#')[0] ?? name;

export type ConnectionKeyRow = {
  id: string;
  connection_id: string;
  access_key_ending: string;
  user_arn: string;
  used_from: Date;
  used_until: Date | null;
  brought_by: string | null;
};

export type InstallerKeyRow = {
  access_key_id: string;
  user_arn: string;
  partition: string;
  account_id: string;
  seen_at: Date;
};

export type FailedAttemptRow = Pick<
  ConnectionRow,
  'project_id' | 'name' | 'partition' | 'account_id' | 'region' | 'endpoint' | 'role_arn' | 'user_arn' | 'created_at'
> & { connection_id: string; access_key_ending: string; error: Refusal; failed_at: Date };

export type ConnectionTables = {
  connections: ConnectionRow;
  wire_identities: { partition: string; account_id: string; region: string; wire_id: string; created_at: Date };
  connection_webhooks: {
    id: string;
    connection_id: string;
    secret_hash: string;
    base_url: string;
    created_at: Date;
  };
  connection_subscriptions: SubscriptionRow;
  connection_probes: {
    nonce: string;
    connection_id: string;
    path: string;
    sent_at: Date;
    arrived_at: Date | null;
  };
  aws_objects: ObjectRow;
  operations: OperationRow;
  connection_keys: ConnectionKeyRow;
  installer_keys: InstallerKeyRow;
  failed_attempts: FailedAttemptRow;
};
