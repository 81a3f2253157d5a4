-- Devices that change again and again, beside the devices themselves: a fleet that flaps is the one whose devices are written most,
-- and whoever notes it shall neither hold up a message nor make each of them write into one more index.
create table device_flapping (
  connection_id text not null references connections (id) on delete cascade,
  thing_name text collate "C" not null,
  since timestamptz not null,
  changes integer not null,
  primary key (connection_id, thing_name)
);
insert into device_flapping (connection_id, thing_name, since, changes)
  select connection_id, thing_name, flapping_since, coalesce(flapping_changes, 0) from devices where flapping_since is not null;
drop index devices_flapping;
alter table devices drop column flapping_since, drop column flapping_changes;
