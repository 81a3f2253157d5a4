-- What the cloud shares with each device's agent. Keyed by the id that the device knows, so that it outlives a connection that
-- is deleted and made again.
create table agents (
  wire_id text not null,
  thing_name text not null,
  -- Somebody deployed to it, so it may be registered although its shadow shows no agent yet.
  chosen boolean not null default false,
  -- Newest proof that its agent is registered with us, and under which connection it came.
  heard_at timestamptz,
  heard_connection_id text,
  -- Revision of the desired tree, and which one the device was given last.
  desired_uid integer,
  fetched_uid integer,
  fetched_at timestamptz,
  -- An auth request that waits for its answer.
  auth_state text,
  auth_nonce text,
  auth_deadline timestamptz,
  auth_window_at timestamptz,
  auth_window_count integer not null default 0,
  -- What was last written into the one message slot of the shadow.
  slot_kind text check (slot_kind in ('auth', 'register', 'refresh')),
  slot_at timestamptz,
  slot_uid integer,
  -- The device is known to be done with it.
  slot_settled boolean not null default false,
  -- Messages written since the device was last heard.
  attempts integer not null default 0,
  -- When it is time to look again.
  due_at timestamptz,
  lease_token text,
  lease_until timestamptz,
  primary key (wire_id, thing_name)
);
create index agents_due on agents (due_at) where due_at is not null;

-- The three trees of each device. Text, not jsonb: the hash covers the state exactly as the device sent it.
create table device_states (
  wire_id text not null,
  thing_name text not null,
  type text not null check (type in ('desired', 'reported', 'status')),
  state text not null,
  -- Bytes of the text.
  size integer not null,
  ts bigint not null,
  uid integer not null,
  p_hash text not null,
  hash text not null,
  -- JSON: for each path, when the newest change of it that was applied reached AWS (ms).
  applied text not null,
  primary key (wire_id, thing_name, type)
);
