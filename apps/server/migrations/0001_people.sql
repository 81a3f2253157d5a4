-- Sign-in: the tables of better-auth 1.7 (names and types as its core wants them), plus whether a user administers the installation.
create table users (
  id text primary key,
  name text not null,
  email text not null unique,
  "emailVerified" boolean not null default false,
  image text,
  "createdAt" timestamptz not null,
  "updatedAt" timestamptz not null,
  administrator boolean not null default false
);

create table sessions (
  id text primary key,
  token text not null unique,
  "userId" text not null references users (id) on delete cascade,
  "expiresAt" timestamptz not null,
  "ipAddress" text,
  "userAgent" text,
  "createdAt" timestamptz not null,
  "updatedAt" timestamptz not null
);
create index sessions_user on sessions ("userId");

create table accounts (
  id text primary key,
  "accountId" text not null,
  "providerId" text not null,
  "userId" text not null references users (id) on delete cascade,
  "accessToken" text,
  "refreshToken" text,
  "idToken" text,
  "accessTokenExpiresAt" timestamptz,
  "refreshTokenExpiresAt" timestamptz,
  scope text,
  password text,
  "createdAt" timestamptz not null,
  "updatedAt" timestamptz not null
);
create index accounts_user on accounts ("userId");

create table verifications (
  id text primary key,
  identifier text not null,
  value text not null,
  "expiresAt" timestamptz not null,
  "createdAt" timestamptz not null,
  "updatedAt" timestamptz not null
);

-- API tokens: only a hash rests here, so a copy of the database lets nobody in.
create table api_tokens (
  id text primary key,
  user_id text not null references users (id) on delete cascade,
  name text not null,
  token_hash text not null unique,
  created_at timestamptz not null,
  last_used_at timestamptz
);

-- The one-time link for the first administrator. At most one is open.
create table setup_links (
  id integer primary key check (id = 1),
  token_hash text not null,
  expires_at timestamptz not null
);

create table projects (
  id text primary key,
  name text not null,
  created_at timestamptz not null
);
create unique index projects_name on projects (lower(name));

create table members (
  project_id text not null references projects (id) on delete cascade,
  user_id text not null references users (id) on delete cascade,
  role text not null check (role in ('owner', 'admin', 'collaborator', 'outside_collaborator')),
  primary key (project_id, user_id)
);
create index members_user on members (user_id);
