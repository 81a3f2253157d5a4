-- Since when a device changes again and again, and how often it did in the time that the rule looks at.
alter table devices add column flapping_since timestamptz;
alter table devices add column flapping_changes integer;
create index devices_flapping on devices (connection_id, thing_name) where flapping_since is not null;

-- The orders in which devices are listed, besides name and status.
create index devices_by_agent on devices (project_id, agent_version, thing_name, connection_id);
create index devices_by_seen on devices (project_id, last_seen_at, thing_name, connection_id);

-- How far the look at every shadow, in the order of the names, has come in each connection.
create table shadow_passes (
  connection_id text primary key references connections (id) on delete cascade,
  after_name text collate "C" not null,
  began_at timestamptz not null,
  -- How long the last whole pass took, in seconds.
  last_seconds integer
);

create index devices_gone on devices (project_id, thing_name, connection_id) where gone_at is not null;

-- Connections without a role have been blind from their beginning.
insert into connection_blind_periods (connection_id, from_at, reason)
  select id, created_at, 'no_role' from connections where role_arn is null
  on conflict (connection_id, from_at) do nothing;
update connection_blind_periods set to_at = now()
  where to_at is null and reason <> 'no_role'
    and connection_id in (select id from connections where role_arn is null);

create index devices_tagged on devices (project_id) where tags <> '{}';
