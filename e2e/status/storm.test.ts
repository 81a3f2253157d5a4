import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { CreateThingCommand, IoTClient } from '@aws-sdk/client-iot';
import { until } from '@thingdock/testkit';
import pg from 'pg';
import { connect, REGION, type System, startSystem } from '../system/system.ts';
import { createPoster, findWebhook, statusMessage, type Word } from './webhook.ts';

const DEVICES = 1_000;
const WORDS_EACH = 14;
/** With three of ten messages delivered twice. */
const DELIVERIES = 20_000;
const SENDERS = 64;

type Delivery = { word: Word; body: string; answered: boolean };

describe('a storm of status messages, with a server that is killed twice in the middle', { timeout: 150_000 }, () => {
  let system: System;
  let database: pg.Client;
  let connectionId: string;
  const begin = Date.now() - WORDS_EACH * 20_000;
  const random = lcg(7);
  const words = Array.from({ length: DEVICES }, (_, index) => historyOf(`storm-${index}`, begin, random));

  before(async () => {
    system = await startSystem('postgres');
    database = new pg.Client({ connectionString: system.databaseUrl });
    await database.connect();
    const { id: projectId } = await system.client.call('projects.create', { body: { name: 'Storm' } });
    connectionId = await connect(system, projectId);
    await createThings(system, DEVICES);
    await system.client.call('devices.sync', { params: { connectionId } });
  });
  after(async () => {
    await database.end();
    await system.stop();
  });

  it('ends in the truth, loses nothing that it has acknowledged, and counts right', async () => {
    // The words below are in no shadow, so a look into the shadows must not tell another truth meanwhile.
    system.aws.faults.failCalls({ kind: 'throttle', operation: 'iot:GetThingShadow', times: Number.POSITIVE_INFINITY });
    const { url, topicArn } = await findWebhook(system.aws);
    const signed = words.flat().map((word): Delivery => {
      const body = system.aws.signNotification({ topicArn, message: statusMessage(word) });
      return { word, body, answered: false };
    });
    const queue = shuffled([...signed, ...signed.slice(0, DELIVERIES - signed.length)], random);
    let up: Promise<void> = Promise.resolve();
    let [answered, kills] = [0, 0];

    async function kill(): Promise<void> {
      kills += 1;
      system.server.kill('SIGKILL');
      await system.server.ended;
      await isKept(database, signed);
      await system.restartServer();
    }

    const poster = createPoster(url, SENDERS);
    const sender = async () => {
      for (let next = queue.pop(); next; next = queue.pop()) {
        await up;
        const status = await poster.post(next.body);
        // As SNS does: what was not answered comes again, after others.
        if (status !== 200) queue.unshift(next);
        else next.answered = true;
        if (status === 200 && [6_000, 13_000].includes(++answered)) up = kill();
      }
    };
    await Promise.all(Array.from({ length: SENDERS }, sender));
    poster.close();
    assert.equal(kills, 2);
    assert.ok(signed.every((delivery) => delivery.answered));

    const shown = await until('held-back wills to be believed', async () => {
      const { rows } = await database.query('select thing_name, status, held_until from devices');
      return rows.every((row) => row.held_until === null) && new Map(rows.map((row) => [row.thing_name, row.status]));
    });
    for (const history of words) {
      const last = history.at(-1);
      assert.ok(last);
      assert.equal(shown.get(last.thingName), last.connected ? 'connected' : 'disconnected', last.thingName);
    }
    await countsAreRight(database, connectionId);
    await timelinesEndInWhatIsShown(database);
  });
});

/** A device that comes, goes, and is lost, as its shadow tells of it. Every shadow begins at 2: the sync may have read 1. */
function historyOf(thingName: string, begin: number, random: () => number): Word[] {
  let connected = false;
  return Array.from({ length: WORDS_EACH }, (_, index) => {
    connected = !connected || random() < 0.3;
    const own = connected || random() < 0.5;
    return { thingName, version: index + 2, connected, own, at: begin + index * 20_000 + Math.floor(random() * 5_000) };
  });
}

async function createThings(system: System, count: number): Promise<void> {
  const iot = new IoTClient({ endpoint: system.aws.endpointUrl, region: REGION, credentials: system.aws.root });
  for (let index = 0; index < count; index += 1)
    await iot.send(new CreateThingCommand({ thingName: `storm-${index}` }));
  iot.destroy();
}

/** What was answered with 200 is in the database, though the process is dead: it or something newer. */
async function isKept(database: pg.Client, deliveries: readonly Delivery[]): Promise<void> {
  const { rows } = await database.query(
    'select thing_name, greatest(coalesce(flag_version, 0), coalesce(held_version, 0))::int as version from devices',
  );
  const kept = new Map(rows.map((row) => [row.thing_name as string, row.version as number]));
  for (const { word, answered } of deliveries)
    if (answered) assert.ok((kept.get(word.thingName) ?? 0) >= word.version, `${word.thingName} ${word.version}`);
}

async function countsAreRight(database: pg.Client, connectionId: string): Promise<void> {
  const { rows: kept } = await database.query(
    'select status, count::int from device_counts where connection_id = $1 and count > 0 order by status',
    [connectionId],
  );
  const { rows: counted } = await database.query(
    'select status, count(*)::int from devices where connection_id = $1 group by status order by status',
    [connectionId],
  );
  assert.deepEqual(kept, counted);
}

async function timelinesEndInWhatIsShown(database: pg.Client): Promise<void> {
  const { rows } = await database.query(`select d.thing_name from devices d
    join lateral (select status from device_transitions t where t.connection_id = d.connection_id
      and t.thing_name = d.thing_name order by id desc limit 1) as newest on true
    where newest.status <> d.status`);
  assert.deepEqual(rows, []);
}

function shuffled<T>(items: T[], random: () => number): T[] {
  for (let index = items.length - 1; index > 0; index -= 1) {
    const other = Math.floor(random() * (index + 1));
    [items[index], items[other]] = [items[other] as T, items[index] as T];
  }
  return items;
}

/** The same numbers (0–1) in each run. */
function lcg(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32;
  };
}
