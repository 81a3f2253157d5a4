-- What happened in a project, written in the transaction that made it true. The live feed, and later the users' webhooks,
-- are told from here.
create table project_events (
  id bigint generated always as identity primary key,
  -- Of the projects; without a reference, since that would be looked up for every row. The trigger below cleans up.
  project_id text not null,
  type text not null,
  connection_id text,
  thing_name text collate "C",
  at timestamptz not null,
  data jsonb not null
);
create index project_events_project on project_events (project_id, id desc);
-- Nearly all are of these two types, which the index above finds soon.
create index project_events_rare on project_events (project_id, type, id desc)
  where type not in ('device.connected', 'device.disconnected');
create index project_events_device on project_events (connection_id, thing_name, id desc) where thing_name is not null;
create index project_events_age on project_events using brin (at);
create function forget_events() returns trigger language plpgsql as $$
begin
  delete from project_events where project_id in (select id from old_rows);
  return null;
end $$;
create trigger projects_removed after delete on projects referencing old table as old_rows
  for each statement execute function forget_events();
