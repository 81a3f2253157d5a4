-- Flows and their versions. A version never changes once it is made.
create table flows (
  id text primary key,
  project_id text not null references projects (id) on delete cascade,
  name text not null,
  latest_version integer not null,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create unique index flows_name on flows (project_id, lower(name));

create table flow_versions (
  id text primary key,
  flow_id text not null references flows (id) on delete cascade,
  number integer not null check (number > 0),
  title text,
  comment text,
  -- Bytes of the JSON text as it was uploaded, and base64 of its SHA-256.
  size integer not null,
  sha256 text not null,
  -- Encrypted: nodes may carry credentials.
  content_sealed text not null,
  created_by text not null,
  created_at timestamptz not null,
  unique (flow_id, number)
);
