// What taking in status messages costs at least: HTTP, the signature, one upsert with its history for all that wait, and the
// answer after the commit. No tenancy, no schema, no decision beyond "newer". Arguments: PostgreSQL URL, file of the key.
import { createPublicKey, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fastify } from 'fastify';
import pg from 'pg';

const [url = '', keyFile = ''] = process.argv.slice(2);
const key = createPublicKey(readFileSync(keyFile));
const pool = new pg.Pool({ connectionString: url, max: 1 });
await pool.query(`create table devices (name text primary key, connected boolean not null, version bigint not null, at timestamptz not null);
  create table history (id bigint generated always as identity primary key, name text not null, connected boolean not null,
    version bigint not null, at timestamptz not null)`);

type Row = { thingName: string; version: number; receivedAt: number; enebular: { awsiot: { connected: boolean } } };

let waiting = new Map<string, { row: Row; done: (() => void)[] }>();
let busy = false;

function take(row: Row): Promise<void> {
  return new Promise((resolve) => {
    const known = waiting.get(row.thingName);
    const done = known ? [...known.done, resolve] : [resolve];
    waiting.set(row.thingName, { row: known && known.row.version > row.version ? known.row : row, done });
    if (!busy) setImmediate(() => void flush());
    busy = true;
  });
}

async function flush(): Promise<void> {
  while (waiting.size > 0) {
    const batch = [...waiting.values()].sort((a, b) => (a.row.thingName < b.row.thingName ? -1 : 1));
    waiting = new Map();
    await pool.query({
      name: 'upsert',
      text: `with changed as (
        insert into devices (name, connected, version, at) select * from unnest($1::text[], $2::boolean[], $3::bigint[], $4::timestamptz[])
        on conflict (name) do update set connected = excluded.connected, version = excluded.version, at = excluded.at
          where devices.version < excluded.version returning name, connected, version, at)
        insert into history (name, connected, version, at) select * from changed`,
      values: [
        batch.map(({ row }) => row.thingName),
        batch.map(({ row }) => row.enebular.awsiot.connected),
        batch.map(({ row }) => row.version),
        batch.map(({ row }) => new Date(row.receivedAt)),
      ],
    });
    for (const { done } of batch) for (const resolve of done) resolve();
  }
  busy = false;
}

const server = fastify();
server.addContentTypeParser('text/plain', { parseAs: 'string' }, (_request, body, done) => done(null, body));
server.post('/', async (request, reply) => {
  const envelope = JSON.parse(String(request.body)) as Record<string, string>;
  const text = ['Message', 'MessageId', 'Timestamp', 'TopicArn', 'Type']
    .map((name) => `${name}\n${envelope[name]}\n`)
    .join('');
  if (!verify('sha256', Buffer.from(text), key, Buffer.from(envelope.Signature ?? '', 'base64')))
    return reply.status(403).send('');
  await take(JSON.parse(envelope.Message ?? '') as Row);
  return reply.status(200).send('');
});
const address = await server.listen({ host: '127.0.0.1', port: 0 });
console.log(new URL(address).port);
process.once('SIGTERM', () => process.exit());
