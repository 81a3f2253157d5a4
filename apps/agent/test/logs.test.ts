import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, describe, test } from 'node:test';
import { isLogFileName, parseLogEvents } from '@thingdock/device-protocol';
import { fakeClock, until } from '@thingdock/testkit';
import { toEvent, uploadName } from '../src/logs/event.ts';
import { createLogs, FAST_FOR_MS, FAST_MS, SLOW_MS } from '../src/logs/logs.ts';
import { sendLog } from '../src/logs/send.ts';
import { createLog } from '../src/platform/log.ts';
import { silent } from './fakes.ts';

describe('a line of the log as an event', () => {
  const clock = fakeClock();
  const line = (event: string, fields: Record<string, unknown>) => {
    let written = '';
    createLog({ write: (text) => (written = text), clock, level: 'debug' }).warn(event, fields);
    return toEvent(written);
  };

  test('of the agent itself keeps its fields', () => {
    assert.deepEqual(line('connection.lost', { reason: 'gone' }), {
      ...{ timestamp: new Date(clock.now()).toISOString(), level: 'warn', message: 'connection.lost' },
      ...{ context: 'internal', extra: { reason: 'gone' } },
    });
  });

  test('of Node-RED is what Node-RED said, as information, or as an error when it was one', () => {
    const said = line('node-red.output', { stream: 'stdout', line: 'Started flows' });
    assert.deepEqual(
      [said.context, said.level, said.message, said.extra],
      ['service.node-red', 'info', 'Started flows', {}],
    );
    assert.equal(line('node-red.output', { stream: 'stderr', line: 'boom' }).level, 'error');
  });

  test('goes into files whose names stay usable and sort by time', () => {
    const [first, second] = [uploadName(1_000, 9), uploadName(1_001, 10)];
    assert.ok(isLogFileName(first) && first < second);
  });
});

describe('uploading the log', () => {
  type Upload = { token: string | undefined; name: string; text: string };
  let folder: string;
  let baseUrl: string;
  let uploads: Upload[];
  let status: number;

  const server = createServer(async (request, response) => {
    uploads.push(await readUpload(request));
    response.writeHead(status, { 'content-type': 'application/json' }).end('{}');
  });

  before(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/agent/v1`;
    folder = await mkdtemp(join(tmpdir(), 'thingdock-logs-'));
  });
  beforeEach(async () => {
    [uploads, status] = [[], 200];
    await rm(folder, { recursive: true, force: true });
  });
  after(async () => {
    server.close();
    await rm(folder, { recursive: true, force: true });
  });

  function setUp(token: () => string | undefined = () => 'key') {
    const clock = fakeClock();
    const asked: string[] = [];
    const logs = createLogs({
      ...{ folder, clock, log: silent, send: sendLog },
      destination() {
        const now = token();
        return now ? { baseUrl, token: now } : undefined;
      },
      onUnauthorized: () => asked.push('token'),
    });
    const log = createLog({ write: logs.take, clock, level: 'info' });
    const stop = new AbortController();
    const running = logs.run(stop.signal);
    const end = async () => {
      stop.abort();
      await running;
    };
    return { clock, logs, log, asked, end };
  }

  const messages = (upload: Upload | undefined) => {
    const parsed = parseLogEvents(upload?.text ?? '');
    return parsed.ok ? parsed.value.events.map(({ message }) => message) : assert.fail(parsed.problem);
  };

  test('happens soon after a start, then in longer pauses, and soon again after an order', async () => {
    const { clock, logs, log, end } = setUp();
    /** How long it takes from one upload to the next; time passes only while the agent waits for it. */
    const pause = async () => {
      await until('the agent to wait', () => clock.sleeping === 1);
      const [start, count] = [clock.now(), uploads.length];
      log.info('something');
      while (clock.sleeping === 1) await clock.advance(1_000);
      await until('an upload', () => uploads.length > count);
      return clock.now() - start;
    };
    assert.equal(await pause(), FAST_MS);
    assert.equal(uploads[0]?.token, 'Bearer key');
    assert.deepEqual(messages(uploads[0]), ['something']);
    const pauses: number[] = [];
    while (pauses.at(-1) !== SLOW_MS) pauses.push(await pause());
    assert.deepEqual(new Set(pauses), new Set([FAST_MS, SLOW_MS]));
    assert.equal(pauses.length, Math.ceil(FAST_FOR_MS / FAST_MS));
    await until('the agent to wait', () => clock.sleeping === 1);
    const before = uploads.length;
    log.info('ordered');
    logs.hurry();
    await until('an upload at once', () => uploads.length > before);
    assert.equal(await pause(), FAST_MS);
    await end();
  });

  test('waits for a token, and what was gathered meanwhile survives a restart', async () => {
    const first = setUp(() => undefined);
    first.log.info('before');
    await first.logs.flush(new AbortController().signal);
    await first.end();
    assert.equal(uploads.length, 0);
    const second = setUp();
    await second.logs.flush(new AbortController().signal);
    assert.deepEqual(uploads.map(messages), [['before']]);
    await second.end();
  });

  test('sends a file again under the same name while the control plane fails, and asks for a token when its own is old', async () => {
    const { logs, log, asked, end } = setUp();
    log.info('kept');
    status = 503;
    await logs.flush(new AbortController().signal);
    status = 401;
    await logs.flush(new AbortController().signal);
    assert.deepEqual(asked, ['token']);
    status = 200;
    await logs.flush(new AbortController().signal);
    assert.equal(new Set(uploads.map(({ name }) => name)).size, 1);
    assert.deepEqual(await readdir(folder), []);
    await end();
  });

  test('gives up on what will never be taken, so that the rest comes through', async () => {
    const { logs, log, end } = setUp();
    log.info('bad');
    status = 400;
    await logs.flush(new AbortController().signal);
    status = 200;
    log.info('good');
    await logs.flush(new AbortController().signal);
    assert.ok(messages(uploads.at(-1)).includes('good'));
    assert.deepEqual(await readdir(folder), []);
    await end();
  });

  async function readUpload(request: IncomingMessage): Promise<Upload> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const headers = new Headers({ 'content-type': request.headers['content-type'] ?? '' });
    const file = (await new Response(Buffer.concat(chunks), { headers }).formData()).get('events');
    assert.ok(file instanceof File);
    return { token: request.headers.authorization, name: file.name, text: await file.text() };
  }
});
