-- What happened in a project, written in the transaction that made it true. The live feed, and later the users' webhooks,
-- are told from here.
create table project_events (
  id bigint generated always as identity primary key,
  project_id text not null references projects (id) on delete cascade,
  type text not null,
  connection_id text,
  thing_name text collate "C",
  at timestamptz not null,
  data jsonb not null
);
create index project_events_project on project_events (project_id, id desc);
create index project_events_type on project_events (project_id, type, id desc);
create index project_events_device on project_events (connection_id, thing_name, id desc) where thing_name is not null;
create index project_events_age on project_events (at);
