-- The id by which devices in the field know a connection. Kept for ever: a device that was registered under it finds the
-- account's next connection again.
create table wire_identities (
  partition text not null,
  account_id text not null,
  region text not null,
  wire_id text not null unique,
  created_at timestamptz not null,
  primary key (partition, account_id, region)
);

create table connections (
  id text primary key,
  project_id text not null references projects (id),
  name text not null,
  state text not null check (state in ('creating', 'active', 'deleting')),
  partition text not null,
  account_id text not null,
  region text not null,
  endpoint text not null,
  role_arn text,
  user_arn text not null,
  access_key_id text not null,
  -- Sealed with the installation's key, bound to this row.
  secret_access_key text not null,
  probe_latency_ms integer,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  -- Names in AWS are fixed, so two connections here would fight over the same objects.
  constraint connections_place unique (partition, account_id, region)
);
create unique index connections_name on connections (project_id, lower(name));

-- Path secrets of the webhook. A subscription that never got its confirmation is made anew under a fresh one.
create table connection_webhooks (
  id text primary key,
  connection_id text not null references connections (id) on delete cascade,
  -- SHA-256 of the secret: what requests are looked up by.
  secret_hash text not null unique,
  -- Origin that AWS was given; the secret itself is kept nowhere.
  base_url text not null,
  created_at timestamptz not null
);
create index connection_webhooks_connection on connection_webhooks (connection_id);

create table connection_subscriptions (
  connection_id text not null references connections (id) on delete cascade,
  webhook_id text not null references connection_webhooks (id) on delete cascade,
  topic_arn text not null,
  -- Known once AWS has answered the request, which may be after its confirmation came in.
  subscription_arn text,
  confirmed_at timestamptz,
  -- Why AWS would not let us confirm, as {code, detail, errors}.
  refusal jsonb,
  created_at timestamptz not null,
  primary key (topic_arn, webhook_id)
);

-- Test messages of a new connection on their way.
create table connection_probes (
  nonce text primary key,
  connection_id text not null references connections (id) on delete cascade,
  -- The way that the message takes through AWS.
  path text not null,
  sent_at timestamptz not null,
  arrived_at timestamptz
);
create index connection_probes_connection on connection_probes (connection_id);

-- Every object in AWS that an attempt touched, written before it is touched. Outlives the connection where something
-- could not be removed, so that the next attempt knows its own leftovers.
create table aws_objects (
  id text primary key,
  partition text not null,
  account_id text not null,
  region text not null,
  connection_id text not null,
  kind text not null check (kind in ('topic', 'subscription', 'rule', 'shadow')),
  name text not null,
  arn text,
  existed_before boolean not null,
  state text not null check (state in ('intended', 'present', 'removed')),
  position bigint generated always as identity,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  unique (connection_id, kind, name)
);
create index aws_objects_place on aws_objects (partition, account_id, region, kind, name);

-- Long-running requests that can be watched. Kept when the connection is gone.
create table operations (
  id text primary key,
  kind text not null check (kind in ('connection.create', 'connection.delete')),
  project_id text not null references projects (id) on delete cascade,
  connection_id text not null,
  state text not null check (state in ('running', 'succeeded', 'failed')),
  steps jsonb not null,
  -- While it still runs: why it is being undone.
  error jsonb,
  -- The server process that works on it, and until when the others leave it alone.
  lease_owner text,
  lease_until timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index operations_leased on operations (lease_until) where state = 'running';
create unique index operations_running on operations (connection_id) where state = 'running';
