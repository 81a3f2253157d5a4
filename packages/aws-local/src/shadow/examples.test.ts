import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Applied, applyUpdate, readDocument, type ShadowRecord } from './document.ts';
import { parseUpdate, type Rejection } from './request.ts';

/** The examples of AWS's guide, each with the page that it comes from: what a shadow is, what is sent, and what comes of it. */

const GUIDE = 'https://docs.aws.amazon.com/iot/latest/developerguide';

/** Seconds. */
const [CREATED, WISHED, DONE] = [1_591_140_517, 1_591_141_596, 1_591_142_747];

function send(record: ShadowRecord | undefined, body: unknown, second = CREATED): Applied | Rejection {
  const request = parseUpdate(Buffer.from(JSON.stringify(body)));
  return 'rejected' in request ? request : applyUpdate(record, request, second * 1000);
}

function accepted(record: ShadowRecord | undefined, body: unknown, second = CREATED): Applied {
  const applied = send(record, body, second);
  assert.ok(!applied.rejected, JSON.stringify(applied));
  return applied;
}

/** A shadow with this state after so many updates. */
function shadow(state: object, version = 1): ShadowRecord {
  const { record } = accepted(undefined, { state });
  return { ...record, version };
}

const stateOf = ({ record }: Applied) => record.state;
const stamps = (second: number) => [{ timestamp: second }, { timestamp: second }, { timestamp: second }];

describe(`${GUIDE}/using-device-shadows.html: a lamp and its app`, () => {
  const grey = accepted(
    { kind: 'deleted', version: 2, deletedAt: CREATED * 1000 },
    {
      state: { reported: { ID: 'SmartLamp21', ColorRGB: [128, 128, 128] } },
      clientToken: '426bfd96-e720-46d3-95cd-014e3ef12bb6',
    },
  );
  const wish = accepted(
    grey.record,
    { state: { desired: { ColorRGB: [255, 255, 0] } }, clientToken: '21b21b21-bfd2-4279-8c65-e2f697ff4fab' },
    WISHED,
  );
  const yellow = accepted(
    wish.record,
    { state: { reported: { ColorRGB: [255, 255, 0] } }, clientToken: 'a4dc2227-9213-4c6a-a6a5-053304f60258' },
    DONE,
  );

  test('the lamp reports its colour', () => {
    assert.deepEqual(grey.accepted, {
      state: { reported: { ID: 'SmartLamp21', ColorRGB: [128, 128, 128] } },
      metadata: { reported: { ID: { timestamp: CREATED }, ColorRGB: stamps(CREATED) } },
      version: 3,
      timestamp: CREATED,
      clientToken: '426bfd96-e720-46d3-95cd-014e3ef12bb6',
    });
    assert.equal(grey.delta, undefined);
  });

  test('the app reads the shadow later', () => {
    assert.deepEqual(readDocument(grey.record, 1_591_141_111_000), {
      state: { reported: { ID: 'SmartLamp21', ColorRGB: [128, 128, 128] } },
      metadata: { reported: { ID: { timestamp: CREATED }, ColorRGB: stamps(CREATED) } },
      version: 3,
      timestamp: 1_591_141_111,
    });
  });

  test('the app wishes for another colour, and the lamp hears of the difference', () => {
    assert.deepEqual(wish.accepted, {
      state: { desired: { ColorRGB: [255, 255, 0] } },
      metadata: { desired: { ColorRGB: stamps(WISHED) } },
      version: 4,
      timestamp: WISHED,
      clientToken: '21b21b21-bfd2-4279-8c65-e2f697ff4fab',
    });
    assert.deepEqual(wish.delta, {
      version: 4,
      timestamp: WISHED,
      state: { ColorRGB: [255, 255, 0] },
      metadata: { ColorRGB: stamps(WISHED) },
      clientToken: '21b21b21-bfd2-4279-8c65-e2f697ff4fab',
    });
  });

  test('the lamp has changed its colour: nothing differs, and the documents show before and after', () => {
    assert.equal(yellow.delta, undefined);
    const desired = { ColorRGB: [255, 255, 0] };
    const wished = { ColorRGB: stamps(WISHED) };
    assert.deepEqual(yellow.documents, {
      previous: {
        state: { desired, reported: { ID: 'SmartLamp21', ColorRGB: [128, 128, 128] } },
        metadata: { desired: wished, reported: { ID: { timestamp: CREATED }, ColorRGB: stamps(CREATED) } },
        version: 4,
      },
      current: {
        state: { desired, reported: { ID: 'SmartLamp21', ColorRGB: [255, 255, 0] } },
        metadata: { desired: wished, reported: { ID: { timestamp: CREATED }, ColorRGB: stamps(DONE) } },
        version: 5,
      },
      timestamp: DONE,
      clientToken: 'a4dc2227-9213-4c6a-a6a5-053304f60258',
    });
  });
});

describe(`${GUIDE}/device-shadow-document.html`, () => {
  test('the delta has what is desired and not reported so', () => {
    const applied = accepted(undefined, {
      state: { desired: { color: 'RED', state: 'STOP' }, reported: { color: 'GREEN', engine: 'ON' } },
    });
    assert.deepEqual(readDocument(applied.record, CREATED * 1000).state, {
      desired: { color: 'RED', state: 'STOP' },
      reported: { color: 'GREEN', engine: 'ON' },
      delta: { color: 'RED', state: 'STOP' },
    });
  });

  test('nested objects differ with the path to the root', () => {
    const { delta } = accepted(undefined, {
      state: {
        desired: { lights: { color: { r: 255, g: 255, b: 255 } } },
        reported: { lights: { color: { r: 255, g: 0, b: 255 } } },
      },
    });
    assert.deepEqual(delta?.state, { lights: { color: { g: 255 } } });
  });

  test('an array is replaced whole', () => {
    const before = shadow({ desired: { colors: ['RED', 'GREEN', 'BLUE'] } });
    assert.deepEqual(stateOf(accepted(before, { state: { desired: { colors: ['RED'] } } })), {
      desired: { colors: ['RED'] },
    });
  });

  test('an array with null in it is refused', () => {
    const refused = send(undefined, { state: { desired: { colors: [null, 'RED', 'GREEN'] } } });
    assert.ok(refused.rejected);
    assert.equal(refused.code, 400);
  });

  test('a section that becomes null is gone', () => {
    const before = shadow({ desired: { color: 'red' }, reported: { color: 'blue' } });
    const body = { state: { reported: { color: 'red' }, desired: null } };
    assert.deepEqual(stateOf(accepted(before, body)), { reported: { color: 'red' } });
  });

  test('a shadow may be empty', () => {
    assert.deepEqual(stateOf(accepted(shadow({ desired: { a: 1 } }), { state: { desired: null } })), {});
  });

  test('a client token has 64 bytes at most', () => {
    const refused = send(undefined, { state: {}, clientToken: 'x'.repeat(65) });
    assert.ok(refused.rejected);
    assert.deepEqual([refused.code, refused.message], [400, 'Invalid clientToken']);
  });
});

describe(`${GUIDE}/device-shadow-data-flow.html`, () => {
  const before = shadow({ desired: { colors: ['RED', 'GREEN', 'BLUE'] } }, 10);

  test('an update with another version than the current one is refused', () => {
    const clientToken = '426bfd96-e720-46d3-95cd-014e3ef12bb6';
    const refused = send(before, { state: { desired: { colors: ['BLUE'] } }, version: 9, clientToken });
    assert.deepEqual(refused, { rejected: true, code: 409, message: 'Version conflict', clientToken });
  });

  test('an update with the current version is accepted', () => {
    const { record } = accepted(before, { state: { desired: { colors: ['BLUE'] } }, version: 10 });
    assert.deepEqual([record.state, record.version], [{ desired: { colors: ['BLUE'] } }, 11]);
  });

  test('a property is deleted by null', () => {
    const running = shadow({ desired: { engine: 'ON', color: { r: 10 } } });
    assert.deepEqual(stateOf(accepted(running, { state: { desired: { engine: null } } })), {
      desired: { color: { r: 10 } },
    });
  });

  test('a shadow whose state is set to null is empty, not gone', () => {
    const { record } = accepted(before, { state: null });
    assert.deepEqual([record.kind, record.state, record.version], ['live', {}, 11]);
  });
});

describe(`${GUIDE}/device-shadow-mqtt.html: what the delta contains`, () => {
  const table: [rule: string, before: object, change: object, delta: object | undefined][] = [
    [
      'what differs, whether this update touched it or not',
      { desired: { a: 1, b: 1 }, reported: { a: 2, b: 2 } },
      { reported: { b: 1 } },
      { a: 1 },
    ],
    ['not what is reported and not desired', { desired: { a: 1 } }, { reported: { a: 1, b: 1 } }, undefined],
    ['what is desired and not reported', { reported: { b: 1 } }, { desired: { a: 1 } }, { a: 1 }],
    [
      'what is deleted from reported and still desired',
      { desired: { a: 1 }, reported: { a: 1 } },
      { reported: { a: null } },
      { a: 1 },
    ],
  ];
  for (const [rule, before, change, delta] of table) {
    test(rule, () => assert.deepEqual(accepted(shadow(before), { state: change }).delta?.state, delta));
  }
});
