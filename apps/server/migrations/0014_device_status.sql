-- Devices in two layers: the word of the device, and what is shown of it once gates (licence, monitoring, silence, gone) have
-- spoken. Both are kept, so that lists need not decide anything.
alter table devices add column project_id text references projects (id) on delete cascade;
update devices set project_id = connections.project_id from connections where connections.id = devices.connection_id;
alter table devices alter column project_id set not null;
-- Pages go by name, prefixes are ranges: both want the order of bytes.
alter table devices alter column thing_name type text collate "C";

-- The word of the device: the newest believed evidence of its connection.
alter table devices add column flag_status text not null default 'unknown'
  check (flag_status in ('connected', 'disconnected', 'unknown'));
alter table devices add column flag_reason text;
alter table devices add column flag_since timestamptz;
alter table devices add column flag_source text;
-- The SNS message that brought it.
alter table devices add column flag_message_id text;
update devices set flag_status = status, flag_reason = reason, flag_since = since, flag_source = source;
alter table devices drop constraint devices_source_check;

-- The word of a last will that is held back, since one that comes late speaks of a connection that was.
alter table devices add column held_since timestamptz;
alter table devices add column held_version bigint;
alter table devices add column held_timestamp bigint;
alter table devices add column held_message_id text;
-- Until when; `null`: nothing is held back.
alter table devices add column held_until timestamptz;

alter table devices add column licensed boolean not null default false;
update devices set licensed = speaks;
alter table devices add column monitored boolean not null default true;
-- Online by its word, yet it does not answer.
alter table devices add column silence text check (silence in ('registered_elsewhere', 'not_answering'));
alter table devices add column tags text[] not null default '{}';
update devices set status = 'unknown', reason = 'gone', since = gone_at, source = 'inventory' where gone_at is not null;

-- Each status message writes into every index of a device, so there are only those that a list or a search needs.
drop index devices_connected;
create index devices_names on devices (project_id, thing_name, connection_id);
create index devices_statuses on devices (project_id, status, thing_name, connection_id);
create index devices_tags on devices using gin (tags) where tags <> '{}';
create index devices_held on devices (held_until) where held_until is not null;

-- How many devices of a connection are shown how. Kept by triggers, so that no writer can forget it.
create table device_counts (
  connection_id text not null,
  status text not null check (status in ('connected', 'disconnected', 'unknown', 'gone')),
  count bigint not null,
  primary key (connection_id, status)
);
insert into device_counts (connection_id, status, count)
  select connection_id, case when gone_at is null then status else 'gone' end, count(*) from devices group by 1, 2;

create function count_devices_added() returns trigger language plpgsql as $$
begin
  insert into device_counts as counted (connection_id, status, count)
    select connection_id, case when gone_at is null then status else 'gone' end, count(*)
    from new_rows group by 1, 2 order by 1, 2
    on conflict (connection_id, status) do update set count = counted.count + excluded.count;
  return null;
end $$;

create function count_devices_removed() returns trigger language plpgsql as $$
begin
  update device_counts set count = count - gone.many from (
    select connection_id, case when gone_at is null then status else 'gone' end as status, count(*) as many
    from old_rows group by 1, 2) as gone
    where device_counts.connection_id = gone.connection_id and device_counts.status = gone.status;
  delete from device_counts where count = 0 and connection_id in (select connection_id from old_rows);
  return null;
end $$;

-- Touches only counts that change, in one order, so that writers hardly meet.
create function count_devices_changed() returns trigger language plpgsql as $$
begin
  insert into device_counts as counted (connection_id, status, count)
    select connection_id, status, sum(many) from (
      select connection_id, case when gone_at is null then status else 'gone' end as status, 1 as many from new_rows
      union all
      select connection_id, case when gone_at is null then status else 'gone' end as status, -1 as many from old_rows
    ) as moved group by 1, 2 having sum(many) <> 0 order by 1, 2
    on conflict (connection_id, status) do update set count = counted.count + excluded.count;
  return null;
end $$;

create trigger devices_added after insert on devices referencing new table as new_rows
  for each statement execute function count_devices_added();
create trigger devices_removed after delete on devices referencing old table as old_rows
  for each statement execute function count_devices_removed();
create trigger devices_changed after update on devices referencing old table as old_rows new table as new_rows
  for each statement execute function count_devices_changed();

-- Every change of what is shown, with what it was learnt from.
create table device_transitions (
  id bigint generated always as identity primary key,
  -- Of the connections; without a reference, since that would be looked up for every row. The trigger below cleans up.
  connection_id text not null,
  thing_name text collate "C" not null,
  -- When it became so, and when it was written down.
  at timestamptz not null,
  noted_at timestamptz not null,
  status text not null check (status in ('connected', 'disconnected', 'unknown')),
  reason text,
  source text,
  shadow_version bigint,
  shadow_timestamp bigint,
  message_id text
);
create index device_transitions_device on device_transitions (connection_id, thing_name, at desc, id desc);
create index device_transitions_age on device_transitions using brin (at);
create function forget_transitions() returns trigger language plpgsql as $$
begin
  delete from device_transitions where connection_id in (select id from old_rows);
  return null;
end $$;
create trigger connections_removed after delete on connections referencing old table as old_rows
  for each statement execute function forget_transitions();
insert into device_transitions (connection_id, thing_name, at, noted_at, status, reason, source, shadow_version, shadow_timestamp)
  select connection_id, thing_name, coalesce(since, created_at), now(), status, reason, source, flag_version, flag_timestamp
  from devices;

-- When the status of a connection's devices could not be told.
create table connection_blind_periods (
  connection_id text not null references connections (id) on delete cascade,
  from_at timestamptz not null,
  to_at timestamptz,
  reason text not null check (reason in ('no_role', 'credentials_invalid', 'path_broken')),
  primary key (connection_id, from_at)
);
insert into connection_blind_periods (connection_id, from_at, reason)
  select id, now(), blind from connections where blind is not null;
