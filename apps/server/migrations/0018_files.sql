-- Contents that are kept, each once, by their SHA-256 (base64). The bytes lie outside the database.
create table blobs (
  sha256 text primary key,
  size integer not null,
  -- When somebody last brought this content. Only what nothing names and was not touched for long is removed.
  touched_at timestamptz not null
);

-- Files to put on devices, and their versions. A version never changes once it is made.
create table files (
  id text primary key,
  project_id text not null references projects (id) on delete cascade,
  name text not null,
  description text,
  latest_version integer not null,
  -- The last number that a version was given.
  numbered integer not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  deleted_at timestamptz
);
create unique index files_name on files (project_id, lower(name)) where deleted_at is null;

create table file_versions (
  id text primary key,
  file_id text not null references files (id) on delete cascade,
  number integer not null check (number > 0),
  title text,
  comment text,
  filename text not null,
  size integer not null,
  sha256 text not null references blobs (sha256),
  -- How it is put on a device: {directory, execute, hooks}.
  settings jsonb not null,
  created_by text not null,
  created_at timestamptz not null,
  deleted_at timestamptz,
  unique (file_id, number)
);
create index file_versions_blob on file_versions (sha256);
create index file_versions_deleted on file_versions (deleted_at) where deleted_at is not null;

-- Uploads on their way. What arrived lies beside the blobs under the upload's id.
create table uploads (
  id text primary key,
  project_id text not null references projects (id) on delete cascade,
  filename text not null,
  size integer not null,
  -- Bytes that are safe on disk.
  received integer not null,
  -- Known once all of it arrived.
  sha256 text references blobs (sha256),
  created_by text not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  -- The request that brings a part now; a lease that is not renewed was left by a server that is gone.
  lease_token text,
  lease_until timestamptz
);
create index uploads_expiry on uploads (expires_at);
create index uploads_blob on uploads (sha256) where sha256 is not null;
