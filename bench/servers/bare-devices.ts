// What a page of devices costs at least: HTTP, one statement along an index, JSON built by PostgreSQL; and what one row by its
// key costs. No tenancy, no sign-in, no schema. Also the least that live streams cost: what PostgreSQL notifies, collected for
// 50 ms and written to all. Argument: PostgreSQL URL.
import { fastify } from 'fastify';
import pg from 'pg';

const pool = new pg.Pool({ connectionString: process.argv[2] ?? '', max: 10 });
const server = fastify();

server.get('/page', async (request, reply) => {
  const { status, prefix, after } = request.query as Record<string, string>;
  const { rows } = await pool.query({
    name: 'page',
    text: `select coalesce(json_agg(d), '[]') as items from (
      select * from bare.devices where project_id = 'bench' and status = $1 and name >= $2 and name < $2 || '~' and name > $3
      order by name limit 50) d`,
    values: [status, prefix, after],
  });
  return reply.type('application/json').send(JSON.stringify(rows[0].items));
});

server.get('/one', async (request, reply) => {
  const { name } = request.query as Record<string, string>;
  const { rows } = await pool.query({
    name: 'one',
    text: `select * from bare.devices where project_id = 'bench' and name = $1`,
    values: [name],
  });
  return reply.type('application/json').send(JSON.stringify(rows[0]));
});

const streams = new Set<{ write(bytes: Buffer): void }>();
server.get('/feed', (_request, reply) => {
  reply.hijack();
  reply.raw.writeHead(200, { 'content-type': 'text/event-stream' });
  streams.add(reply.raw);
  reply.raw.on('close', () => streams.delete(reply.raw));
  reply.raw.write('event: ready\ndata: {}\n\n');
});

let waiting: string[] = [];
const listener = new pg.Client({ connectionString: process.argv[2] ?? '' });
await listener.connect();
await listener.query('listen thingdock_feed');
listener.on('notification', ({ payload = '' }) => {
  if (waiting.length === 0)
    setTimeout(() => {
      const bytes = Buffer.from(`event: changes\ndata: [${waiting.join()}]\n\n`);
      waiting = [];
      for (const stream of streams) stream.write(bytes);
    }, 50);
  waiting.push(payload);
});

const address = await server.listen({ host: '127.0.0.1', port: 0 });
console.log(new URL(address).port);
process.once('SIGTERM', () => process.exit());
