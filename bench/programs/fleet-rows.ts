import type pg from 'pg';

export const PROJECT = 'bench';
export const CONNECTION = 'bench-connection';

/**
 * Devices of two projects, nine of ten in the first: 60 % connected, 30 % disconnected, every tenth device tagged. Their
 * connections are marked as being deleted, so that nobody asks AWS about things that there are not.
 */
export async function fillDevices(client: pg.Client, count: number): Promise<void> {
  for (const [project, connection, region] of [
    [PROJECT, CONNECTION, 'eu-west-1'],
    ['other', 'other-connection', 'us-east-1'],
  ]) {
    await client.query('insert into projects (id, name, created_at) values ($1, $1, now())', [project]);
    await client.query(
      `insert into wire_identities (partition, account_id, region, wire_id, created_at)
       values ('aws', '123456789012', $1, $2, now())`,
      [region, connection],
    );
    await client.query(
      `insert into connections (id, project_id, name, state, partition, account_id, region, endpoint, role_arn, user_arn,
         access_key_id, secret_access_key, key_changed_at, created_at, updated_at)
       values ($1, $2, $1, 'deleting', 'aws', '123456789012', $3, 'bench', 'role', 'user', 'key', '', now(), now(), now())`,
      [connection, project, region],
    );
    const many = project === PROJECT ? Math.round(count * 0.9) : Math.round(count * 0.1);
    await client.query(
      `insert into devices (connection_id, project_id, thing_name, status, flag_status, reason, since, source, agent_type,
         agent_version, speaks, licensed, last_seen_at, tags, created_at, swept_at)
       select $1, $2, 'dev-' || lpad(n::text, 7, '0'), s.status, s.status,
         case s.status when 'disconnected' then 'connection_lost' when 'unknown' then 'never_seen' end, now(), 'push',
         'enebular-agent', '2.' || (n % 19) || '.0', true, true, now() - n * interval '1 second',
         case when n % 10 = 0 then array['roof'] else '{}' end, now(), now()
       from generate_series(0, $3::int - 1) as n,
         lateral (select case when n % 10 < 6 then 'connected' when n % 10 < 9 then 'disconnected' else 'unknown' end) as s (status)`,
      [connection, project, many],
    );
  }
  await client.query('vacuum analyze devices');
}

/** The same for the bare program. */
export async function fillBare(client: pg.Client, count: number): Promise<void> {
  await client.query(`create schema bare;
    create table bare.devices (project_id text not null, name text collate "C" not null, status text not null,
      since timestamptz not null, agent_version text not null, primary key (project_id, name))`);
  await client.query(
    `insert into bare.devices select case when n < $1::int * 0.9 then 'bench' else 'other' end,
       'dev-' || lpad(n::text, 7, '0'), case when n % 10 < 6 then 'connected' when n % 10 < 9 then 'disconnected' else 'unknown' end,
       now(), '2.' || (n % 19) || '.0' from generate_series(0, $1::int - 1) as n`,
    [count],
  );
  await client.query('create index on bare.devices (project_id, status, name)');
  await client.query('vacuum analyze bare.devices');
}
