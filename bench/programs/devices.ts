import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { startPostgres } from '@thingdock/testkit';
import pg from 'pg';
import { ask, askInTurn, type Get } from '../http/latency.ts';
import { openStreams, type Streams } from '../http/streams.ts';
import { cpuSeconds } from '../measure/process-usage.ts';
import type { Comparison } from '../measure/result.ts';
import { median, rounds } from '../measure/rounds.ts';
import { type Server, startServer } from '../servers/child.ts';
import { startThingdock, type Thingdock } from '../servers/thingdock.ts';
import { CONNECTION, fillBare, fillDevices, PROJECT } from './fleet-rows.ts';
import type { Defer, Program } from './program.ts';

type Size = { devices: number; asks: number; viewers: number; seconds: number };
const SIZES: Record<'full' | 'tiny', Size> = {
  full: { devices: 1_000_000, asks: 500, viewers: 1_000, seconds: 10 },
  tiny: { devices: 1_000, asks: 5, viewers: 10, seconds: 1 },
};
const CHANGES_PER_SECOND = 100;

/** A large fleet as people look at it: a page of its list, its counts, and live streams. Beside it the least that each can cost. */
export const devices: Program = {
  about: 'list, counts and live streams of a fleet of 1,000,000 devices',
  async run({ scale, rounds: count }, defer) {
    const size = SIZES[scale];
    const { ours, bare, client } = await start(size, defer);
    const took = { page: [] as number[], counts: [] as number[], barePage: [] as number[], bareOne: [] as number[] };
    const contestant = (name: string, kind: keyof typeof took, server: Server, get: (index: number) => Get) => ({
      name,
      pid: server.pid,
      async work() {
        const gets = Array.from({ length: size.asks }, (_, index) => get(index));
        took[kind].push(...(await askInTurn(gets)));
        return gets.length;
      },
    });
    const at = (index: number) => (index * 7_919) % 9;
    const headers = { authorization: `Bearer ${ours.token}` };
    const cursor = await someCursor(ours, headers);
    const path = `/api/projects/${PROJECT}/devices`;
    const rows = await rounds(
      [
        contestant('page', 'page', ours, (index) => ({
          ...{ port: ours.port, headers },
          path: `${path}?status=connected&name=dev-0${at(index)}*${index % 2 ? `&after=${cursor}` : ''}`,
        })),
        contestant('bare page', 'barePage', bare, (index) => ({
          port: bare.port,
          path: `/page?status=connected&prefix=dev-0${at(index)}&after=${index % 2 ? 'dev-0000500' : ''}`,
        })),
        contestant('counts', 'counts', ours, () => ({ port: ours.port, headers, path: `${path}/counts` })),
        contestant('bare row by key', 'bareOne', bare, (index) => ({
          port: bare.port,
          path: `/one?name=dev-000000${at(index)}`,
        })),
      ],
      count,
    );
    const [page, barePage, counts, bareOne] = [took.page, took.barePage, took.counts, took.bareOne].map(median);
    const compared: Comparison[] = [
      { what: 'a page, half of all within', value: page ?? 0, unit: ' ms' },
      { what: 'page / bare page, half of all', value: (page ?? 0) / (barePage ?? 1), aim: { most: 5 } },
      { what: 'counts, half of all within', value: counts ?? 0, unit: ' ms' },
      { what: 'counts / bare row by key, half of all', value: (counts ?? 0) / (bareOne ?? 1), aim: { most: 10 } },
    ];
    return { unit: 'asked/s', rows, comparisons: [...compared, ...(await watch({ ours, bare, client, size, count }))] };
  },
};

async function start(size: Size, defer: Defer) {
  const postgres = await startPostgres();
  defer(postgres.stop);
  const ours = await startThingdock(postgres.url);
  defer(ours.stop);
  const client = new pg.Client({ connectionString: postgres.url });
  await client.connect();
  defer(() => client.end());
  await fillDevices(client, size.devices);
  await fillBare(client, size.devices);
  const bare = await startServer('bare-devices.ts', [postgres.url]);
  defer(bare.stop);
  return { ours, bare, client };
}

/** Where a page begins that is not the first one. */
async function someCursor({ port }: Thingdock, headers: Record<string, string>): Promise<string> {
  const path = `/api/projects/${PROJECT}/devices?status=connected&limit=10`;
  return (JSON.parse(await ask({ port, path, headers })) as { next: string | null }).next ?? '';
}

type Watch = { ours: Thingdock; bare: Server; client: pg.Client; size: Size; count: number };

/** Processor time of both servers while many look on, in turns; and how long a change takes to an open stream. */
async function watch({ ours, bare, client, size, count }: Watch): Promise<Comparison[]> {
  const used: Record<'ours' | 'bare', number[]> = { ours: [], bare: [] };
  const delays: number[] = [];
  const turns = [
    { which: 'ours', server: ours, path: `/api/feed?projectId=${PROJECT}`, token: ours.token },
    { which: 'bare', server: bare, path: '/feed', token: '' },
  ] as const;
  for (let round = 0; round < count; round += 1)
    for (const { which, server, path, token } of turns) {
      const streams = await openStreams(size.viewers, server.port, path, token);
      const begin = cpuSeconds(server.pid);
      await change(client, size.seconds);
      used[which].push((cpuSeconds(server.pid) - begin) / size.seconds);
      if (streams.heard() < size.viewers) throw new Error('not every stream heard something');
      if (which === 'ours') delays.push(await delayOf(client, streams));
      streams.close();
    }
  const [cores, bareCores] = [median(used.ours), Math.max(median(used.bare), 0.001)];
  const what = `${size.viewers} viewers at ${CHANGES_PER_SECOND} changes a second`;
  return [
    { what: `${what}, of a core`, value: cores * 100, unit: ' %' },
    { what: `${what}, of a core, the bare program`, value: bareCores * 100, unit: ' %' },
    { what: `${what}, processor time / the bare program's`, value: cores / bareCores, aim: { most: 4 } },
    { what: 'a change reaches an open stream within', value: median(delays), unit: ' ms', aim: { most: 1_000 } },
  ];
}

/** Changes as another process of the server would tell of them. */
async function change(client: pg.Client, seconds: number): Promise<void> {
  const begin = performance.now();
  for (let done = 0; done < seconds * CHANGES_PER_SECOND; done += 1) {
    await notify(client, `dev-${String(done).padStart(7, '0')}`);
    const due = begin + (done * 1_000) / CHANGES_PER_SECOND;
    if (due > performance.now()) await sleep(due - performance.now());
  }
}

async function delayOf(client: pg.Client, streams: Streams): Promise<number> {
  const name = randomUUID();
  const arrived = streams.hears(name);
  const begin = performance.now();
  await notify(client, name);
  await arrived;
  return performance.now() - begin;
}

async function notify(client: pg.Client, name: string): Promise<void> {
  const change = { type: 'device', projectId: PROJECT, keys: [`${CONNECTION}/${name}`] };
  await client.query(`select pg_notify('thingdock_feed', $1)`, [JSON.stringify(change)]);
}
