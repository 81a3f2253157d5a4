-- Filters of devices under a name, for everybody in a project. `filter` as the API has it.
create table saved_filters (
  id text primary key,
  project_id text not null references projects (id) on delete cascade,
  name text not null,
  filter jsonb not null,
  created_by text not null,
  created_at timestamptz not null
);
create unique index saved_filters_name on saved_filters (project_id, lower(name));
