-- What agents upload of their logs. A file that comes again is known by its name.
create table log_files (
  id text primary key,
  connection_id text not null references connections (id) on delete cascade,
  thing_name text not null,
  name text not null,
  received_at timestamptz not null,
  bytes integer not null,
  -- Entries that were no log events.
  unreadable integer not null,
  unique (connection_id, thing_name, name)
);
create index log_files_received on log_files (received_at);

create table log_events (
  id bigint generated always as identity primary key,
  file_id text not null references log_files (id) on delete cascade,
  connection_id text not null,
  thing_name text not null,
  -- By the device's clock.
  at timestamptz not null,
  level text not null,
  source text not null,
  message text not null,
  -- Further members that the agent sent.
  extra jsonb not null
);
create index log_events_device on log_events (connection_id, thing_name, at desc, id desc);
create index log_events_file on log_events (file_id);
