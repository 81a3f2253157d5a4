-- Messages of SNS that were taken, so that a repeated delivery changes nothing.
create table inbox_messages (
  connection_id text not null references connections (id) on delete cascade,
  message_id text not null,
  received_at timestamptz not null,
  primary key (connection_id, message_id)
);
create index inbox_messages_age on inbox_messages (received_at);
