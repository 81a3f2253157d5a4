-- What happens to a connection after it was made: its health, its keys, its repair and its migration.

alter table operations drop constraint operations_kind_check;
alter table operations add constraint operations_kind_check check (
  kind in ('connection.create', 'connection.delete', 'connection.repair', 'connection.migrate', 'connection.rotate')
);
-- What an operation brings along, such as a new key: sealed, bound to its row, and emptied when the operation ends.
alter table operations add column input text;
-- What of ours stays in AWS after a deletion, as [{kind, name, goes}].
alter table operations add column left_behind jsonb not null default '[]';

-- How an object was before it was taken over, so that it can be put back.
alter table aws_objects add column before jsonb;

alter table connections add column key_changed_at timestamptz;
update connections set key_changed_at = created_at;
alter table connections alter column key_changed_at set not null;
alter table connections add column health text not null default 'unknown'
  check (health in ('healthy', 'degraded', 'broken', 'unknown'));
alter table connections add column health_since timestamptz;
alter table connections add column health_checked_at timestamptz;
-- Why the status of devices cannot be believed, until they were looked at anew.
alter table connections add column blind text check (blind in ('credentials_invalid', 'path_broken'));
alter table connections add column findings jsonb not null default '[]';

-- Keys that a connection uses or used, by what may be shown of them.
create table connection_keys (
  id text primary key,
  connection_id text not null references connections (id) on delete cascade,
  access_key_ending text not null,
  user_arn text not null,
  used_from timestamptz not null,
  used_until timestamptz,
  -- Who brought it; kept when the user is gone.
  brought_by text
);
create index connection_keys_connection on connection_keys (connection_id, used_from);
insert into connection_keys (id, connection_id, access_key_ending, user_arn, used_from)
  select id, id, right(access_key_id, 4), user_arn, created_at from connections where state <> 'creating';

-- Keys that devices were installed with, so that they are told apart from those of connections. Never their secrets.
create table installer_keys (
  access_key_id text primary key,
  user_arn text not null,
  partition text not null,
  account_id text not null,
  seen_at timestamptz not null
);
create index installer_keys_account on installer_keys (partition, account_id);

-- Attempts to connect that were taken back, shown until they are dismissed or tried again.
create table failed_attempts (
  connection_id text primary key,
  project_id text not null references projects (id) on delete cascade,
  name text not null,
  partition text not null,
  account_id text not null,
  region text not null,
  endpoint text not null,
  role_arn text,
  user_arn text not null,
  access_key_ending text not null,
  error jsonb not null,
  created_at timestamptz not null,
  failed_at timestamptz not null
);
create index failed_attempts_project on failed_attempts (project_id, failed_at);
