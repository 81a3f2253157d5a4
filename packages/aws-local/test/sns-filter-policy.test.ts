import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { MessageAttributes } from '../src/sns-delivery/envelope.ts';
import { accepts } from '../src/sns-delivery/filter-policy/accepts.ts';
import { type FilterPolicyScope, parseFilterPolicy } from '../src/sns-delivery/filter-policy/parse.ts';

const passes = (policy: object, scope: FilterPolicyScope, message: string, attributes: MessageAttributes = {}) =>
  accepts(parseFilterPolicy(JSON.stringify(policy), scope), scope, { message, attributes });

const text = (Value: string) => ({ Type: 'String', Value });
const list = (...values: unknown[]) => ({ Type: 'String.Array', Value: JSON.stringify(values) });
const number = (value: number) => ({ Type: 'Number', Value: String(value) });

type Case = [policy: object, passing: MessageAttributes[], others: MessageAttributes[]];

// Each operator as the guide explains it:
// https://docs.aws.amazon.com/sns/latest/dg/string-value-matching.html, numeric-value-matching.html, attribute-key-matching.html, and-or-logic.html
const BY_ATTRIBUTE: Record<string, Case> = {
  'exact texts': [
    { sport: ['rugby', 'tennis'] },
    [{ sport: text('rugby') }, { sport: list('rugby', 'golf') }],
    [{ sport: text('golf') }, { sport: text('Rugby') }, { sport: list('golf') }, {}, { sports: text('rugby') }],
  ],
  'exact numbers, true, false and null': [
    { v: [100, true, null] },
    [{ v: number(100) }, { v: list(true) }, { v: list(null) }],
    [{ v: text('100') }, { v: number(101) }, { v: list(false) }],
  ],
  'anything-but': [
    { sport: [{ 'anything-but': ['rugby', 'tennis'] }] },
    [{ sport: text('golf') }, { sport: list('rugby', 'golf') }, { sport: number(1) }],
    [{ sport: text('rugby') }, { sport: list('rugby', 'tennis') }, {}],
  ],
  'anything-but with numbers': [
    { price: [{ 'anything-but': [100, 500] }] },
    [{ price: number(101) }],
    [{ price: number(100) }],
  ],
  'anything-but with a prefix': [
    { event: [{ 'anything-but': { prefix: 'order-' } }] },
    [{ event: text('data-entry') }],
    [{ event: text('order-number') }, {}],
  ],
  prefix: [{ sport: [{ prefix: 'bas' }] }, [{ sport: text('baseball') }], [{ sport: text('rugby') }, {}]],
  suffix: [{ sport: [{ suffix: 'ball' }] }, [{ sport: text('baseball') }], [{ sport: text('balls') }]],
  'equals-ignore-case': [
    { sport: [{ 'equals-ignore-case': 'tennis' }] },
    [{ sport: text('TENNIS') }, { sport: text('Tennis') }],
    [{ sport: text('table tennis') }],
  ],
  cidr: [
    { ip: [{ cidr: '10.0.0.0/24' }] },
    [{ ip: text('10.0.0.0') }, { ip: text('10.0.0.255') }],
    [{ ip: text('10.1.1.0') }, { ip: text('no address') }, {}],
  ],
  'numbers in a range': [
    { price: [{ numeric: ['>', 0, '<=', 150] }] },
    [{ price: number(150) }, { price: number(0.5) }, { price: list(7) }],
    [{ price: number(0) }, { price: number(150.1) }, { price: text('100') }],
  ],
  'one bound, or one number': [
    { price: [{ numeric: ['<', 0] }, { numeric: ['=', 3.015e2] }] },
    [{ price: number(-1) }, { price: number(301.5) }],
    [{ price: number(0) }],
  ],
  'names that are there': [
    { store: [{ exists: true }] },
    [{ store: text('x') }, { store: number(1) }],
    [{}, { other: text('x') }, { store: { Type: 'Binary', Value: 'AA==' } }],
  ],
  'names that are not there': [{ store: [{ exists: false }] }, [{}, { other: text('x') }], [{ store: text('x') }]],
  'several names, all of which must fit': [
    { sport: ['rugby'], price: [{ numeric: ['>', 100] }] },
    [{ sport: text('rugby'), price: number(101), other: text('x') }],
    [{ sport: text('rugby') }, { sport: text('rugby'), price: number(100) }],
  ],
  $or: [
    { source: ['aws.cloudwatch'], $or: [{ metric: ['CPU'] }, { metric: [{ prefix: 'Read' }], kind: ['disk'] }] },
    [
      { source: text('aws.cloudwatch'), metric: text('CPU') },
      { source: text('aws.cloudwatch'), metric: text('ReadLatency'), kind: text('disk') },
    ],
    [{ source: text('aws.cloudwatch'), metric: text('ReadLatency') }, { metric: text('CPU') }],
  ],
};

describe('a filter policy on attributes', () => {
  for (const [what, [policy, passing, others]] of Object.entries(BY_ATTRIBUTE)) {
    it(`knows ${what}`, () => {
      for (const attributes of passing) assert.ok(passes(policy, 'MessageAttributes', 'x', attributes));
      for (const attributes of others) assert.ok(!passes(policy, 'MessageAttributes', 'x', attributes));
    });
  }

  it('takes $or for an ordinary name when what stands below it is no choice', () => {
    const policy = { $or: ['x', 'y'] };
    assert.ok(passes(policy, 'MessageAttributes', '', { $or: text('x') }));
    assert.ok(!passes(policy, 'MessageAttributes', '', {}));
  });

  it('never lets a message pass and not pass: anything-but a value is the opposite of that value', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ minLength: 1 }), { minLength: 1, maxLength: 5 }),
        fc.string(),
        (values, value) => {
          const attributes = { a: text(value) };
          const isOne = passes({ a: values }, 'MessageAttributes', '', attributes);
          assert.equal(passes({ a: [{ 'anything-but': values }] }, 'MessageAttributes', '', attributes), !isOne);
        },
      ),
    );
  });
});

describe('a filter policy on the body', () => {
  const body = (policy: object, message: unknown) => passes(policy, 'MessageBody', JSON.stringify(message));

  it('goes down into objects and lists', () => {
    const policy = {
      store: { address: { city: ['Kyoto'] } },
      items: { kind: ['pump'], count: [{ numeric: ['>', 1] }] },
    };
    const message = (items: unknown) => ({ store: { address: { city: 'Kyoto' } }, items });
    assert.ok(body(policy, message({ kind: 'pump', count: 2 })));
    assert.ok(body(policy, message([{ kind: 'valve' }, { kind: 'pump', count: 2 }])));
    assert.ok(
      !body(
        policy,
        message([
          { kind: 'valve', count: 2 },
          { kind: 'pump', count: 1 },
        ]),
      ),
      'one item must have both',
    );
    assert.ok(!body(policy, message(undefined)));
    assert.ok(body({ tags: ['a'] }, { tags: ['b', 'a'] }));
  });

  it('asks only whether plain values are there', () => {
    assert.ok(body({ a: { b: [{ exists: false }] } }, { a: {} }));
    assert.ok(body({ a: { b: [{ exists: false }] } }, {}));
    assert.ok(!body({ a: [{ exists: true }] }, { a: { b: 1 } }));
    assert.ok(body({ a: [{ exists: true }] }, { a: null }));
  });

  it('lets nothing pass that is no JSON object', () => {
    const policy = { a: [{ exists: false }] };
    for (const message of ['plain', '[1]', '"a"', 'null', '']) assert.ok(!passes(policy, 'MessageBody', message));
  });

  it('does not look at names that objects inherit', () => {
    assert.ok(!body({ constructor: [{ exists: true }] }, {}));
  });
});

describe('a filter policy is refused', () => {
  const refused: [policy: string, reason: RegExp, scope?: FilterPolicyScope][] = [
    ['no json', /failed to parse JSON/],
    ['["a"]', /failed to parse JSON/],
    ['{"a":"b"}', /"a" must be an object or an array/],
    ['{"a":[]}', /Empty arrays/],
    ['{"a":{}}', /Empty objects/, 'MessageBody'],
    ['{"a":{"b":["c"]}}', /does not support nested/],
    ['{"a":[["b"]]}', /Match value must be/],
    ['{"a":[{"prefix":"b","suffix":"c"}]}', /Only one key/],
    ['{"a":[{"between":1}]}', /Unrecognized match type between/],
    ['{"a":[{"prefix":1}]}', /prefix match pattern must be a string/],
    ['{"a":[{"exists":"yes"}]}', /exists match pattern/],
    ['{"a":[{"anything-but":[]}]}', /Value of anything-but/],
    ['{"a":[{"anything-but":[null]}]}', /Value of anything-but/],
    ['{"a":[{"numeric":1}]}', /Value of numeric must be an array/],
    ['{"a":[{"numeric":[]}]}', /Invalid member/],
    ['{"a":[{"numeric":["~",1]}]}', /Unrecognized numeric range operator/],
    ['{"a":[{"numeric":["<"]}]}', /Value of < must be numeric/],
    ['{"a":[{"numeric":["<",1e10]}]}', /between -1.0E9 and/],
    ['{"a":[{"numeric":["<",1,">",0]}]}', /Too many elements/],
    ['{"a":[{"numeric":[">",1,"<",0]}]}', /Bottom must be less/],
    ['{"a":[{"cidr":"10.0.0.0"}]}', /Malformed CIDR/],
    ['{"a":[{"cidr":"10.0.0.0/33"}]}', /Malformed CIDR/],
    ['{"a":["1"],"b":["1"],"c":["1"],"d":["1"],"e":["1"],"f":["1"]}', /more than 5 keys/],
    [JSON.stringify({ a: Array(151).fill('x') }), /too complex/],
    [JSON.stringify({ a: Array(13).fill('x'), b: Array(12).fill('x') }), /too complex/],
    [JSON.stringify({ a: { b: { c: Array(51).fill('x') } } }), /too complex/, 'MessageBody'],
    ['{"a":[{"wildcard":"x*"}]}', /wildcard/],
  ];
  for (const [policy, reason, scope = 'MessageAttributes'] of refused) {
    it(`when it is ${policy.slice(0, 60)}`, () => {
      assert.throws(() => parseFilterPolicy(policy, scope), reason);
    });
  }

  it('at its limits, it is taken', () => {
    parseFilterPolicy(JSON.stringify({ a: Array(150).fill('x') }), 'MessageAttributes');
    parseFilterPolicy(JSON.stringify({ a: { b: { c: Array(50).fill('x') } } }), 'MessageBody');
  });
});
