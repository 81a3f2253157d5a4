-- Devices: the things of a connection with their newest known status.
create table devices (
  connection_id text not null references connections (id) on delete cascade,
  thing_name text not null,
  status text not null check (status in ('connected', 'disconnected', 'unknown')),
  reason text,
  since timestamptz,
  source text check (source in ('push', 'sync')),
  -- Version and time (seconds) of the shadow that brought the newest word on `connected`, and on the agent.
  flag_version bigint,
  flag_timestamp bigint,
  agent_type text,
  agent_version text,
  agent_shadow_version bigint,
  agent_shadow_timestamp bigint,
  -- Whether an agent of this protocol ever wrote into the shadow.
  speaks boolean not null,
  last_seen_at timestamptz,
  -- When a message about it last reached this server.
  observed_at timestamptz,
  created_at timestamptz not null,
  -- Start of the newest sweep over all things that met it.
  swept_at timestamptz not null,
  -- The thing was missing in a whole sweep.
  gone_at timestamptz,
  primary key (connection_id, thing_name)
);
create index devices_connected on devices (connection_id, thing_name) where status = 'connected' and gone_at is null;
