-- Flows are deleted by a mark, since devices may still have to fetch what they were told to run. `numbered`: the last number
-- that a version was given, so that the number of a deleted version never comes back.
alter table flows add column master_version integer;
alter table flows add column numbered integer;
alter table flows add column deleted_at timestamptz;
update flows set master_version = latest_version, numbered = latest_version;
alter table flows alter column master_version set not null;
alter table flows alter column numbered set not null;
drop index flows_name;
create unique index flows_name on flows (project_id, lower(name)) where deleted_at is null;

-- Credentials are kept apart from the flow, encrypted by themselves, and never given back. `credentials_of`: ids of the nodes
-- that have some; null for a version from before, whose nodes still carry theirs until the server has taken them out.
alter table flow_versions add column packages jsonb not null default '{}';
alter table flow_versions add column credentials_sealed text;
alter table flow_versions add column credentials_of jsonb;
alter table flow_versions add column deleted_at timestamptz;
create index flow_versions_deleted on flow_versions (deleted_at) where deleted_at is not null;
create index flow_versions_whole on flow_versions (id) where credentials_of is null;
