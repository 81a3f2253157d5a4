import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Applied, applyDelete, applyUpdate, readDocument, type ShadowRecord } from './document.ts';
import { parseToken, parseUpdate, type Rejection } from './request.ts';

const NOW = 1_700_000_000_500;
const SECOND = 1_700_000_000;
const HOUR = 3600 * 1000;

function update(record: ShadowRecord | undefined, body: unknown, now = NOW): Applied | Rejection {
  const request = parseUpdate(Buffer.from(JSON.stringify(body)));
  return 'rejected' in request ? request : applyUpdate(record, request, now);
}

function accepted(record: ShadowRecord | undefined, body: unknown, now = NOW): Applied {
  const applied = update(record, body, now);
  assert.ok(!applied.rejected, JSON.stringify(applied));
  return applied;
}

describe('an accepted update', () => {
  test('answers what was sent, in the order of keys that AWS uses', () => {
    const { accepted: answer } = accepted(undefined, {
      state: { reported: { led: { on: true } } },
      clientToken: 't-1',
    });
    assert.equal(
      JSON.stringify(answer),
      `{"state":{"reported":{"led":{"on":true}}},"metadata":{"reported":{"led":{"on":{"timestamp":${SECOND}}}}},` +
        `"version":1,"timestamp":${SECOND},"clientToken":"t-1"}`,
    );
  });

  test('tells the whole difference, not only what this request touched', () => {
    const first = accepted(undefined, { state: { desired: { a: 1, b: { c: 2, d: 3 } }, reported: { b: { c: 2 } } } });
    const { delta, documents } = accepted(
      first.record,
      { state: { reported: { other: true } }, clientToken: 't' },
      NOW + 2000,
    );
    assert.deepEqual(delta, {
      version: 2,
      timestamp: SECOND + 2,
      state: { a: 1, b: { d: 3 } },
      metadata: { a: { timestamp: SECOND }, b: { d: { timestamp: SECOND } } },
      clientToken: 't',
    });
    assert.deepEqual(Object.keys(delta ?? {}), ['version', 'timestamp', 'state', 'metadata', 'clientToken']);
    assert.deepEqual(Object.keys(documents), ['previous', 'current', 'timestamp', 'clientToken']);
    assert.deepEqual((documents.previous as { state: object }).state, first.record.state);
  });

  test('raises the version even when nothing changes, and says no delta when nothing differs', () => {
    const first = accepted(undefined, { state: { desired: { a: 1 }, reported: { a: 1 } } });
    assert.equal(first.delta, undefined);
    const again = accepted(first.record, { state: { reported: {} } });
    assert.equal(again.record.version, 2);
    assert.deepEqual(again.record.state, first.record.state);
  });

  test('removes keys and sections that are null; a null state leaves an empty shadow', () => {
    const { record } = accepted(undefined, { state: { desired: { a: 1, b: { c: 1 } }, reported: { x: [1, 2] } } });
    const fewer = accepted(record, { state: { desired: { a: null, b: { c: null } }, reported: null } });
    assert.deepEqual(fewer.record.state, { desired: { b: {} } });
    assert.deepEqual(fewer.accepted.state, { desired: { a: null, b: { c: null } }, reported: null });
    const empty = accepted(fewer.record, { state: null });
    assert.deepEqual(readDocument(empty.record, NOW), { state: {}, metadata: {}, version: 3, timestamp: SECOND });
  });
});

describe('a refused update', () => {
  const { record } = accepted(undefined, { state: { reported: { a: 1 } } });
  const deep = (levels: number): unknown => (levels === 0 ? 1 : { n: deep(levels - 1) });
  const cases: [name: string, body: unknown, code: number, message: string][] = [
    ['no state', { clientToken: 'x' }, 400, 'Missing required node: state'],
    ['a state that is a list', { state: [] }, 400, 'State node must be an object'],
    ['a foreign section', { state: { wished: {} } }, 400, 'State contains an invalid node'],
    ['a desired section that is text', { state: { desired: 'x' } }, 400, 'Desired node must be an object'],
    ['a reported section that is a number', { state: { reported: 1 } }, 400, 'Reported node must be an object'],
    ['a null in a list', { state: { desired: { a: [1, null] } } }, 400, 'State contains an invalid node'],
    ['a version that is text', { state: {}, version: '1' }, 400, 'Invalid version'],
    ['a client token that is a number', { state: {}, clientToken: 1 }, 400, 'Invalid clientToken'],
    ['a client token of 65 bytes', { state: {}, clientToken: 'x'.repeat(65) }, 400, 'Invalid clientToken'],
    ['nine levels', { state: { desired: deep(9) } }, 400, 'JSON contains too many levels of nesting; maximum is 6'],
    ['a stale version', { state: {}, version: 7 }, 409, 'Version conflict'],
    [
      'more than 8 KB',
      { state: { desired: { a: 'x'.repeat(8192) } } },
      413,
      'The payload exceeds the maximum size allowed',
    ],
  ];
  for (const [name, body, code, message] of cases) {
    test(`${name}: ${code} ${message}`, () => {
      const { rejected, ...rest } = update(record, body) as Rejection;
      const { clientToken } = body as { clientToken?: unknown };
      const echoed = typeof clientToken === 'string' && clientToken.length <= 64 ? { clientToken } : {};
      assert.deepEqual(rest, { code, message, ...echoed });
    });
  }

  test('bytes that are no JSON, no object or no UTF-8 are told apart', () => {
    assert.equal((parseUpdate(Buffer.from('{')) as Rejection).message, 'Invalid JSON');
    assert.equal((parseUpdate(Buffer.from('[]')) as Rejection).message, 'Invalid JSON');
    assert.equal((parseUpdate(Buffer.from([0x7b, 0xff, 0x7d])) as Rejection).code, 415);
  });

  test('a rejection of size or version names the client token', () => {
    assert.equal((update(record, { state: {}, version: 3, clientToken: 'mine' }) as Rejection).clientToken, 'mine');
  });

  test('a payload nested a hundred thousand times over is refused like any other', () => {
    const payload = `{"state":{"desired":${'{"n":'.repeat(100_000)}1${'}'.repeat(100_000)}}}`;
    assert.match((parseUpdate(Buffer.from(payload)) as Rejection).message, /too many levels of nesting/);
  });

  test('eight levels and exactly 8192 bytes are accepted', () => {
    accepted(record, { state: { desired: deep(8) } });
    const overhead = JSON.stringify({ desired: { a: '' } }).length;
    accepted(undefined, { state: { desired: { a: 'x'.repeat(8192 - overhead) } } });
    assert.ok(update(undefined, { state: { desired: { a: 'x'.repeat(8193 - overhead) } } }).rejected);
  });
});

describe('versions', () => {
  test('an update that names the current version passes; a new shadow counts from 0', () => {
    assert.equal(accepted(undefined, { state: {}, version: 0 }).record.version, 1);
    assert.ok(update(undefined, { state: {}, version: 1 }).rejected);
  });

  test('outlive the shadow for 48 hours and then start again', () => {
    const { record } = accepted(undefined, { state: { reported: { a: 1 } } });
    const gone = applyDelete(record, NOW, { clientToken: 'bye' });
    assert.deepEqual(gone.accepted, { version: 1, timestamp: SECOND, clientToken: 'bye' });
    assert.equal(accepted(gone.record, { state: {} }, NOW + 48 * HOUR).record.version, 2);
    assert.equal(accepted(gone.record, { state: {} }, NOW + 48 * HOUR + 1).record.version, 1);
    const { documents } = accepted(gone.record, { state: { reported: { b: 1 } } }, NOW + HOUR);
    assert.deepEqual(documents.previous, { version: 1 });
  });
});

test('reading gives state with delta, metadata, version and time', () => {
  const { record } = accepted(undefined, { state: { desired: { a: 2 }, reported: { a: 1 } } });
  assert.deepEqual(readDocument(record, NOW + 5000, { clientToken: 'q' }), {
    state: { desired: { a: 2 }, reported: { a: 1 }, delta: { a: 2 } },
    metadata: {
      desired: { a: { timestamp: SECOND } },
      reported: { a: { timestamp: SECOND } },
      delta: { a: { timestamp: SECOND } },
    },
    version: 1,
    timestamp: SECOND + 5,
    clientToken: 'q',
  });
});

test('a get may say nothing, or name a token among things that do not matter', () => {
  assert.deepEqual(parseToken(Buffer.alloc(0)), {});
  assert.deepEqual(parseToken(Buffer.from('{"version":30,"clientToken":"thing1-16"}')), { clientToken: 'thing1-16' });
  assert.equal((parseToken(Buffer.from('nonsense')) as Rejection).code, 400);
});
