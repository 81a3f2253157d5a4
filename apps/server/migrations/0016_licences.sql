-- Licences: who of the devices is managed. Those that are issued and not registered yet are a number, the limit less those
-- that are registered; each registered one is a row, and stays one when it is deleted.
alter table projects
  -- Null: as many as it likes.
  add column licence_limit integer check (licence_limit >= 0),
  -- How many are registered, kept by whoever registers or deletes some while holding this row.
  add column licences_registered integer not null default 0 check (licences_registered >= 0),
  -- New devices are registered by themselves.
  add column register_new boolean not null default true;

-- Bound to the device as the wire knows it, so that one is not taken for another when a connection is made anew.
create table licences (
  id bigint generated always as identity primary key,
  project_id text not null references projects (id) on delete cascade,
  -- Outlives the connection, whose name it remembers.
  connection_id text not null,
  connection_name text not null,
  wire_id text not null,
  thing_name text collate "C" not null,
  state text not null check (state in ('registered', 'deleted')),
  registered_at timestamptz not null,
  registered_by text not null,
  deleted_at timestamptz,
  deleted_by text,
  check ((state = 'deleted') = (deleted_at is not null))
);
create unique index licences_registered on licences (wire_id, thing_name) where state = 'registered';
create index licences_of_connection on licences (connection_id, thing_name) where state = 'registered';
create index licences_newest on licences (project_id, id desc);

-- What a device was told by the newest answer to an auth request, and how often it was asked to send another one since.
alter table agents
  add column told_licence text,
  add column told_until timestamptz,
  add column triggered_at timestamptz,
  add column triggers integer not null default 0,
  -- First message since it was last heard that it owes a sign of life for.
  add column asked_at timestamptz,
  drop constraint agents_slot_kind_check,
  add constraint agents_slot_kind_check check (slot_kind in ('auth', 'register', 'trigger', 'refresh', 'deploy'));

-- Until now every device that spoke was managed; it stays so.
insert into licences (project_id, connection_id, connection_name, wire_id, thing_name, state, registered_at, registered_by)
  select d.project_id, d.connection_id, c.name, w.wire_id, d.thing_name, 'registered', now(), 'automatic'
  from devices d
    join connections c on c.id = d.connection_id
    join wire_identities w on w.partition = c.partition and w.account_id = c.account_id and w.region = c.region
  where d.licensed;
update projects set licences_registered = counted.many
  from (select project_id, count(*) as many from licences group by 1) as counted where counted.project_id = projects.id;

-- What the device last said of its monitoring.
alter table devices add column monitoring_reported boolean;

-- The second witness: whether the rule for AWS's own word on who comes and goes is wanted.
alter table connections add column presence boolean not null default false;

-- The newest connection of each client id, as AWS tells it: its session, the number of that, and whether it lasts.
create table device_presence (
  connection_id text not null,
  thing_name text collate "C" not null,
  session text not null,
  version bigint not null,
  connected boolean not null,
  at timestamptz not null,
  address text,
  -- When another session took its place lately, and from where: JSON.
  takeovers jsonb not null,
  primary key (connection_id, thing_name),
  foreign key (connection_id, thing_name) references devices (connection_id, thing_name) on delete cascade
);
-- Since when two devices use one client id, until when that counts, and from where they come.
alter table devices
  add column shared_until timestamptz,
  add column shared_addresses text[];
