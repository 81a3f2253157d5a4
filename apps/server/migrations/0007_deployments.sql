-- What people asked of devices. Outlives the connection it went through; `wire_id` names its devices.
create table actions (
  id text primary key,
  project_id text not null references projects (id) on delete cascade,
  kind text not null check (kind in ('flow-deploy')),
  connection_id text not null,
  connection_name text not null,
  wire_id text not null,
  flow_id text not null,
  flow_name text not null,
  version integer not null,
  -- The version's id: `assetId` on the wire.
  asset_id text not null,
  requested_by text not null,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index actions_project on actions (project_id, created_at desc, id);

create table action_targets (
  action_id text not null references actions (id) on delete cascade,
  thing_name text not null,
  wire_id text not null,
  -- Names this deployment to this device on the wire.
  update_id text not null unique,
  state text not null check (state in (
    'scheduled', 'requested', 'pending', 'deploying', 'deployed', 'failed', 'cancelled', 'overridden', 'timed_out')),
  message text,
  requested_at timestamptz not null,
  updated_at timestamptz not null,
  -- Since when the device could have reported: when the order went out, it came back, or it reported last.
  awaited_since timestamptz not null,
  -- Whether the device ever said anything about it.
  reported boolean not null default false,
  deadline_at timestamptz,
  primary key (action_id, thing_name)
);
create index action_targets_device on action_targets (wire_id, thing_name);
create index action_targets_open on action_targets (wire_id, thing_name)
  where state in ('requested', 'pending', 'deploying');

-- The flow that a device deployed last.
create table deployed_flows (
  wire_id text not null,
  thing_name text not null,
  flow_id text not null,
  flow_name text not null,
  version integer not null,
  asset_id text not null,
  update_id text not null,
  project_id text not null references projects (id) on delete cascade,
  deployed_at timestamptz not null,
  primary key (wire_id, thing_name)
);
