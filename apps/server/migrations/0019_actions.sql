-- Actions of every kind, with their rollouts, schedules and limits.
alter table actions drop constraint actions_kind_check;
alter table actions add constraint actions_kind_check check (kind in (
  'flow-deploy', 'flow-remove', 'flow-start', 'flow-stop', 'env-set', 'file-deploy', 'file-remove'));
-- The flow or file that an action is about; it stays named when it is deleted. `version_id` is what the wire knows of it.
alter table actions rename column asset_id to version_id;
alter table actions rename column flow_id to asset_id;
alter table actions rename column flow_name to asset_name;
alter table actions alter column asset_id drop not null;
alter table actions alter column asset_name drop not null;
alter table actions alter column version drop not null;
alter table actions alter column version_id drop not null;
alter table actions add column asset_type text check (asset_type in ('flow', 'file'));
update actions set asset_type = 'flow';
-- Environment variables: their names, and the values, sealed.
alter table actions add column variable_names text[];
alter table actions add column variables_sealed text;

alter table actions add column silence_seconds integer not null default 900;
alter table actions add column absence_seconds integer not null default 604800;
alter table actions add column retries integer not null default 0;

-- The rollout as it was asked for (`null`: all at once), how many targets each phase has, and how far it has come.
alter table actions add column rollout jsonb;
alter table actions add column phase_sizes integer[] not null default '{}';
alter table actions add column rollout_state text not null default 'running'
  check (rollout_state in ('waiting', 'running', 'paused', 'halted', 'stopped', 'finished'));
-- The phase that runs, from 1; and when it had ended, while the next one waits for its time.
alter table actions add column phase integer not null default 1;
alter table actions add column phase_ended_at timestamptz;
alter table actions add column rollout_why text;
-- Since when it is paused or halted; and the failures that were known when it was resumed, which count no more.
alter table actions add column held_at timestamptz;
alter table actions add column forgiven_bad integer not null default 0;
alter table actions add column forgiven_ended integer not null default 0;

alter table actions add column schedule jsonb;
alter table actions add column starts_at timestamptz;
alter table actions add column rolls_back text;
-- Set while every target is final; `counts` are those of then, by state, and `null` while they change.
alter table actions add column ended_at timestamptz;
alter table actions add column counts jsonb;
alter table actions add column summary text not null default 'processing'
  check (summary in ('processing', 'successful', 'failed'));
-- When it is time to look at its rollout.
alter table actions add column look_at timestamptz default now();
create index actions_look on actions (look_at) where look_at is not null;
create index actions_open on actions (id) where ended_at is null;
drop index actions_project;
create index actions_project on actions (project_id, created_at desc, id desc);
create index actions_asset on actions (asset_id, created_at desc);

-- What a target is about: of a newer order on the same subject of a device, the older one is overridden.
alter table action_targets add column subject text not null default 'flow';
alter table action_targets alter column subject drop default;
alter table action_targets add column phase integer not null default 1;
-- How often the device was told; 0: not yet.
alter table action_targets add column attempt integer not null default 1;
alter table action_targets alter column attempt set default 0;
alter table action_targets add column overridden_by text;
-- `start`: not begun (its phase, its schedule or the quota); the rest as the API names it.
alter table action_targets add column waits_for text
  check (waits_for in ('start', 'offline', 'earlier_action', 'retry'));
-- What this device is to get where it is not what the action says, and what it had before; both as deployments/wanted.ts reads them.
alter table action_targets add column wanted jsonb;
alter table action_targets add column had jsonb;
-- When it is time to look at it.
alter table action_targets add column due_at timestamptz;
update action_targets set due_at = deadline_at where state in ('requested', 'pending', 'deploying');
create index action_targets_due on action_targets (due_at) where due_at is not null;
create index action_targets_start on action_targets (action_id, phase, thing_name) where waits_for = 'start';
create index action_targets_page on action_targets (action_id, thing_name collate "C");
create index action_targets_states on action_targets (action_id, phase, state);
drop index action_targets_open;
create index action_targets_open on action_targets (wire_id, thing_name, subject)
  where state in ('scheduled', 'requested', 'pending', 'deploying');

-- What a device runs: the flow that it deployed last, if any, and the newest order for its flow.
alter table deployed_flows alter column flow_id drop not null;
alter table deployed_flows alter column flow_name drop not null;
alter table deployed_flows alter column version drop not null;
alter table deployed_flows alter column asset_id drop not null;
alter table deployed_flows alter column update_id drop not null;
alter table deployed_flows alter column deployed_at drop not null;
-- Whether Node-RED is to run, and whether the device says that it is to.
alter table deployed_flows add column enabled_wanted boolean not null default true;
alter table deployed_flows add column enabled_reported boolean;
-- Update of the newest flow-deploy or flow-remove; its state stands in `action_targets`.
alter table deployed_flows add column last_update_id text;
update deployed_flows set last_update_id = update_id;

-- Files that are, or were last known to be, on devices.
create table device_files (
  wire_id text not null,
  thing_name text not null,
  file_id text not null,
  project_id text not null references projects (id) on delete cascade,
  name text not null,
  -- As the device reported it last.
  version integer,
  state text not null,
  message text,
  at timestamptz not null,
  -- The version that it deployed last, and under which update; `null`: none is there.
  deployed_version integer,
  deployed_version_id text,
  deployed_update_id text,
  deployed_ts bigint,
  filename text,
  size bigint,
  primary key (wire_id, thing_name, file_id)
);
create index device_files_file on device_files (file_id);
