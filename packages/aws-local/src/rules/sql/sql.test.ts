import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { Column, Expression, Select } from './ast.ts';
import { readInput, runSelect } from './evaluate.ts';
import { parseSelect } from './parse.ts';
import { printSelect } from './print.ts';
import { SqlError } from './tokens.ts';

function run(sql: string, payload: unknown, topic = 'a/b/c') {
  const bytes = Buffer.isBuffer(payload) ? payload : Buffer.from(JSON.stringify(payload));
  const facts = {
    topic,
    payload: bytes,
    accountId: '123456789012',
    clientId: 'client-1',
    principal: 'cafe',
    now: 1_700_000_000_123,
    uuid: () => '00000000-0000-4000-8000-000000000001',
  };
  return runSelect(parseSelect(sql), readInput(facts));
}

describe('SELECT', () => {
  const payload = { state: { reported: { temp: 21.5, list: [1, { deep: 'x' }], none: null } }, name: 'pump' };
  const table: [columns: string, expected: unknown][] = [
    ['*', payload],
    ['name', { name: 'pump' }],
    ['state.reported.temp', { temp: 21.5 }],
    ['state.reported.temp AS t, name', { t: 21.5, name: 'pump' }],
    ['state.reported.list[1].deep', { deep: 'x' }],
    ['state.reported.list[0] AS first', { first: 1 }],
    ['state.reported.none', { none: null }],
    ['state.missing.deeper, name', { name: 'pump' }],
    ['constructor, name', { name: 'pump' }],
    ['*, topic(3) AS thingName', { ...payload, thingName: 'c' }],
    ["*, 'x' AS name", { ...payload, name: 'x' }],
    [
      "1 AS i, -2.5e1 AS d, true AS t, false AS f, 'it''s' AS s, \"q\" AS q",
      { i: 1, d: -25, t: true, f: false, s: "it's", q: 'q' },
    ],
    ['topic() AS whole, topic(1) AS first, topic(9) AS none', { whole: 'a/b/c', first: 'a' }],
    [
      'timestamp() AS ms, clientid() AS c, clientId() AS d, principal() AS p',
      { ms: 1_700_000_000_123, c: 'client-1', d: 'client-1', p: 'cafe' },
    ],
    ['accountid() AS a, newuuid() AS u', { a: '123456789012', u: '00000000-0000-4000-8000-000000000001' }],
    ["encode(name, 'base64') AS e, encode(state.missing, 'base64') AS n", { e: 'cHVtcA==' }],
    ["encode(state.reported.list, 'base64') AS e", { e: Buffer.from('[1,{"deep":"x"}]').toString('base64') }],
    [
      'isUndefined(state.desired) AS u, isNull(state.reported.none) AS n, isNull(state.desired) AS m',
      { u: true, n: true, m: false },
    ],
  ];
  for (const [columns, expected] of table) {
    test(columns, () => {
      assert.deepEqual(JSON.parse(run(`SELECT ${columns} FROM 'a/+/c'`, payload)?.toString() ?? ''), expected);
    });
  }

  test('* gives bytes that are no JSON as they came, and encode(*) every byte of them', () => {
    const bytes = Buffer.from([0, 255, 123, 10]);
    assert.deepEqual(run("SELECT * FROM 'a'", bytes), bytes);
    assert.equal(run("SELECT encode(*, 'base64') AS p, name FROM 'a'", bytes)?.toString(), '{"p":"AP97Cg=="}');
  });

  test('encode(*) keeps white space and key order that JSON would lose', () => {
    const bytes = Buffer.from('{ "b":1,\n"a": 1.0 }');
    assert.equal(
      run("SELECT encode(*, 'base64') AS p FROM 'a'", bytes)?.toString(),
      `{"p":"${bytes.toString('base64')}"}`,
    );
  });

  test('a key named __proto__ is copied like any other', () => {
    assert.equal(run("SELECT * FROM 'a'", Buffer.from('{"__proto__":{"x":1}}'))?.toString(), '{"__proto__":{"x":1}}');
  });
});

describe('WHERE lets a message through only when it is true', () => {
  const payload = {
    n: 5,
    s: '5',
    word: 'abc',
    yes: true,
    no: false,
    yesText: 'TRUE',
    nothing: null,
    o: { a: 1 },
    l: [1, 2],
  };
  const table: [condition: string, passes: boolean][] = [
    ['n = 5', true],
    ["n = '5'", false],
    ["n <> '5'", true],
    ['n <> 5', false],
    ['n != 6', true],
    ['n > 4 AND n >= 5 AND n < 6 AND n <= 5', true],
    ["s > 4 AND s < '6'", true],
    ['word > 4', false],
    ['NOT (word > 4)', false],
    ['missing = 5', false],
    ['missing <> 5', false],
    ['NOT (missing = 5)', false],
    ['NOT missing', false],
    ['yes', true],
    ['no', false],
    ['NOT no', true],
    ['NOT (NOT yes)', true],
    // Only the boolean lets a message pass; logic alone reads words.
    ['yesText', false],
    ['yesText AND yes', true],
    ['word', false],
    ['n', false],
    ['yes OR missing', false],
    ['no OR yes', true],
    ['no OR yes AND no', false],
    ['(no OR yes) AND NOT no', true],
    ['NOT no AND NOT no', true],
    ['nothing = 1', false],
    ['isNull(nothing)', true],
    ['isUndefined(nothing)', false],
    ['isUndefined(o.b) AND NOT isUndefined(o.a)', true],
    ['o = o AND l = l', true],
    ['o = l', false],
    ["topic(2) = 'b'", true],
    ["clientid() = 'client-1'", true],
  ];
  for (const [condition, passes] of table) {
    test(`${condition}: ${passes}`, () => {
      assert.equal(run(`SELECT * FROM '#' WHERE ${condition}`, payload) !== undefined, passes);
    });
  }
});

describe('what cannot be run is refused with the place', () => {
  const table: [sql: string, reason: RegExp][] = [
    ['', /expected SELECT, found the end at position 1/],
    ["SELECT FROM 'a'", /expected an expression, found 'FROM'/],
    ['SELECT * FROM a', /expected a quoted string, found 'a' at position 15/],
    ["SELECT * FROM 'a/#/b'", /'#' is only allowed as the last level/],
    ["SELECT * FROM 'a', 'b'", /expected the end, found ','/],
    ["SELECT * FROM 'a' WHERE", /expected an expression, found the end/],
    ["SELECT * FROM 'a' WHERE a = ", /expected an expression, found the end/],
    ["SELECT * FROM 'a' LIMIT 1", /expected the end, found 'LIMIT'/],
    ["SELECT a.b AS c.d FROM 'a'", /does not nest output/],
    ["SELECT topic(3) FROM 'a'", /needs a name/],
    ["SELECT l[0] FROM 'a'", /needs a name/],
    ["SELECT aws_lambda('x') AS l FROM 'a'", /does not know the function aws_lambda\(\)/],
    ["SELECT get_thing_shadow('x', 'y') AS s FROM 'a'", /does not know the function/],
    ["SELECT topic(1, 2) AS t FROM 'a'", /takes 0 to 1 arguments/],
    ["SELECT encode(*, 'hex') AS t FROM 'a'", /no scheme but 'base64'/],
    ["SELECT isNull(*) AS t FROM 'a'", /expected an expression/],
    ["SELECT a + 1 AS t FROM 'a'", /unexpected character "\+"/],
    ["SELECT 'open AS t FROM a", /a string is not closed at position 8/],
    [`SELECT * FROM 'a' WHERE ${'('.repeat(100)}a`, /nested too deeply/],
    [`SELECT * FROM 'a' WHERE ${'NOT '.repeat(100)}a`, /nested too deeply/],
  ];
  for (const [sql, reason] of table) {
    test(`${sql.slice(0, 60)} …`, () => {
      assert.throws(
        () => parseSelect(sql),
        (error: Error) => error instanceof SqlError && reason.test(error.message),
      );
    });
  }

  test('the old SQL version has neither encode nor isUndefined', () => {
    assert.throws(
      () => parseSelect("SELECT encode(*, 'base64') AS p FROM 'a'", '2015-10-08'),
      /needs SQL version 2016-03-23/,
    );
    assert.throws(() => parseSelect("SELECT * FROM 'a' WHERE isUndefined(b)", '2015-10-08'), /needs SQL version/);
    assert.equal(
      parseSelect("SELECT * FROM 'enebular/things/+/shadow/update'", '2015-10-08').from,
      'enebular/things/+/shadow/update',
    );
  });
});

const name = fc
  .stringMatching(/^[a-z_][a-z0-9_]{0,5}$/)
  .filter((text) => !/^(select|from|where|as|and|or|not|true|false)$/.test(text));
const literal = fc.oneof(
  fc.string({ maxLength: 6 }),
  fc.boolean(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer(),
);
const { expression } = fc.letrec<{ expression: Expression }>((tie) => ({
  expression: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    literal.map((value): Expression => ({ kind: 'literal', value: Object.is(value, -0) ? 0 : value })),
    fc
      .tuple(name, fc.array(fc.oneof(name, fc.nat(9)), { maxLength: 3 }))
      .map(([first, rest]): Expression => ({ kind: 'path', steps: [first, ...rest] })),
    fc.constantFrom<Expression>(
      { kind: 'call', name: 'timestamp', args: [] },
      { kind: 'call', name: 'topic', args: [] },
    ),
    fc.constant<Expression>({
      kind: 'call',
      name: 'encode',
      args: [{ kind: 'payload' }, { kind: 'literal', value: 'base64' }],
    }),
    tie('expression').map((arg): Expression => ({ kind: 'call', name: 'isundefined', args: [arg] })),
    tie('expression').map((operand): Expression => ({ kind: 'not', operand })),
    fc
      .tuple(fc.constantFrom('and' as const, 'or' as const), tie('expression'), tie('expression'))
      .map(([kind, left, right]): Expression => ({ kind, left, right })),
    fc
      .tuple(
        fc.constantFrom('=' as const, '<>' as const, '<' as const, '<=' as const, '>' as const, '>=' as const),
        tie('expression'),
        tie('expression'),
      )
      .map(([operator, left, right]): Expression => ({ kind: 'compare', operator, left, right })),
  ),
}));
const column: fc.Arbitrary<Column> = fc.oneof(
  fc.constant<Column>({ expression: { kind: 'payload' }, name: undefined }),
  fc.record({ expression, name }, { noNullPrototype: true }),
);
const select: fc.Arbitrary<Select> = fc.record(
  {
    columns: fc.array(column, { minLength: 1, maxLength: 3 }),
    from: fc.constantFrom('a/+', "it's/#", '$aws/things/+/shadow/update/accepted'),
    where: expression,
  },
  { requiredKeys: ['columns', 'from'], noNullPrototype: true },
);

test('a printed statement parses back to itself', () => {
  fc.assert(
    fc.property(select, (statement) => {
      assert.deepEqual(parseSelect(printSelect(statement)), statement);
    }),
    { numRuns: 2000 },
  );
});

test('any text is either parsed or refused with an SqlError', () => {
  const words = fc.constantFrom(
    'SELECT',
    '*',
    'FROM',
    "'a'",
    'WHERE',
    'NOT',
    '(',
    ')',
    'a',
    '.',
    ',',
    '=',
    '1',
    'topic',
    '[',
    ']',
    'AS',
    '"',
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(words).map((list) => list.join(' ')),
      ),
      (sql) => {
        try {
          parseSelect(sql);
        } catch (error) {
          assert.ok(error instanceof SqlError, String(error));
        }
      },
    ),
    { numRuns: 3000 },
  );
});
