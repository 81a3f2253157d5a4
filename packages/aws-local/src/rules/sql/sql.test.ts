// biome-ignore-all lint/suspicious/noTemplateCurlyInString: substitution templates look like that, and are no template strings.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { runSql as run } from '../../../test/sql-run.ts';
import { parseSelect } from './parse.ts';
import { SqlError } from './tokens.ts';

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
    ['name AS a.b, 1 AS a.c', { a: { b: 'pump', c: 1 } }],
    ['*, 1 AS state.reported.temp', { ...payload, state: { reported: { ...payload.state.reported, temp: 1 } } }],
    ['1 AS a, 2 AS a.b', { a: { b: 2 } }],
    ['NULL AS n, null AS m', { n: null, m: null }],
    ['topic(3), clientId(), name', { topic: 'c', clientid: 'client-1', name: 'pump' }],
    ['* AS whole, 1 AS n', { whole: payload, n: 1 }],
    ['[name, state.missing, 1] AS l', { l: ['pump', 1] }],
    ["{'a': name, 'b': state.missing} AS o", { o: { a: 'pump' } }],
    ["{'a': {'b': [1]}}.a.b[0] AS deep", { deep: 1 }],
    ['state.reported.end, name AS value', { value: 'pump' }],
    ['1 + 2 * 3 - 4 / 2 AS n, (1 + 2) * 3 AS m, 7 % 4 AS r, 1-1 AS z', { n: 5, m: 9, r: 3, z: 0 }],
    ['CAST(name AS Int) AS n, name AS s', { s: 'pump' }],
    ['rand() >= 0 AND rand() < 1 AS r', { r: true }],
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

describe('VALUE', () => {
  const payload = { value: { a: 1 }, list: [1, 2] };
  const table: [columns: string, expected: string][] = [
    ['VALUE list', '[1,2]'],
    ['VALUE *', '{"value":{"a":1},"list":[1,2]}'],
    ["VALUE 'text'", '"text"'],
    ['VALUE [1, list[0]]', '[1,1]'],
    ["VALUE {'a': 1}", '{"a":1}'],
    ['VALUE value.a', '1'],
    ['VALUE missing', ''],
    // A field may bear that name as well.
    ['value', '{"value":{"a":1}}'],
    ['value.a', '{"a":1}'],
    ['value, list', '{"value":{"a":1},"list":[1,2]}'],
    ['value AS v', '{"v":{"a":1}}'],
  ];
  for (const [columns, expected] of table) {
    test(`${columns} gives ${expected || 'nothing'}`, () => {
      assert.equal(run(`SELECT ${columns} FROM 'a'`, payload)?.toString(), expected);
    });
  }
});

test('without FROM a statement is complete; Basic Ingest names its rule by itself', () => {
  assert.equal(run('SELECT a WHERE a = 1', { a: 1 })?.toString(), '{"a":1}');
});

test('a nested query sees the item, not the message around it', () => {
  const payload = { list: [{ a: 1 }, { a: 2 }], a: 9, one: { b: 3 }, n: 4 };
  const value = (sql: string) => JSON.parse(run(`SELECT VALUE ${sql} FROM 'x'`, payload)?.toString() || 'null');
  assert.deepEqual(value('(SELECT a FROM list)'), [{ a: 1 }, { a: 2 }]);
  assert.deepEqual(value('(SELECT VALUE n FROM list)'), []);
  assert.deepEqual(value('(SELECT VALUE i.a FROM list AS i WHERE i.a > 1)'), [2]);
  assert.deepEqual(value('(SELECT b FROM one)'), { b: 3 });
  assert.equal(value('(SELECT b FROM n)'), null);
  assert.equal(value('(SELECT b FROM one WHERE b = 4)'), null);
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
    ['n + 1 > 5 AND n - 1 = 4 AND n % 2 = 1', true],
    ['n IN l', false],
    ['2 IN l', true],
    ["n IN [1, 5, 'x']", true],
    ['missing IN l', false],
    ['NOT (1 IN n)', false],
    ['null IN [null]', true],
    ['EXISTS (SELECT * FROM l AS one WHERE one = 2)', true],
    ['EXISTS (SELECT * FROM l AS one WHERE one = 3)', false],
    ['EXISTS (SELECT * FROM missing)', false],
    ['NOT EXISTS (SELECT * FROM missing)', true],
    ['nothing = null', true],
    ["o = {'a': 1}", true],
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
    ["SELECT 1 + 1 FROM 'a'", /needs a name/],
    ["SELECT l[0] FROM 'a'", /needs a name/],
    ["SELECT aws_lambda('x') AS l FROM 'a'", /does not know the function aws_lambda\(\)/],
    ["SELECT get_thing_shadow('x', 'y') AS s FROM 'a'", /last argument of get_thing_shadow is the ARN of a role/],
    ["SELECT topic(1, 2) AS t FROM 'a'", /takes 0 to 1 arguments/],
    ["SELECT encode(*, 'hex') AS t FROM 'a'", /no scheme but 'base64'/],
    ["SELECT isNull(*) AS t FROM 'a'", /expected an expression/],
    ["SELECT a + AS t FROM 'a'", /expected an expression, found 'AS'/],
    ["SELECT -a AS t FROM 'a'", /expected a number, found 'a'/],
    ["SELECT a < b < c AS t FROM 'a'", /this column needs a name|expected FROM/],
    ["SELECT a ; FROM 'a'", /unexpected character ";"/],
    ["SELECT a[-1] AS t FROM 'a'", /expected an index/],
    ["SELECT a[b] AS t FROM 'a'", /expected an index/],
    ["SELECT a.5 AS t FROM 'a'", /expected a name after the dot/],
    ["SELECT case a when 1 then 2 AS t FROM 'a'", /expected END, found 'AS'/],
    ["SELECT case a else 2 end AS t FROM 'a'", /expected WHEN, found 'else'/],
    ["SELECT cast(a as date) AS t FROM 'a'", /expected a type, found 'date'/],
    ["SELECT {a: 1} AS t FROM 'a'", /expected a quoted string, found 'a'/],
    ["SELECT (SELECT a) AS t FROM 'a'", /expected FROM, found '\)'/],
    ["SELECT regexp_matches(a, '(') AS t FROM 'a'", /cannot run the regular expression/],
    ["SELECT decode(a, 'hex') AS t FROM 'a'", /no scheme but 'base64'/],
    ["SELECT '${topic()}' AS t FROM 'a'", /substitution templates in actions only/],
    ["SELECT @x AS t FROM 'a'", /@x is not set/],
    ["SET @x = @y, @y = 1 SELECT @x AS t FROM 'a'", /@y is not set/],
    ["SET @x = 1, @x = 2 SELECT @x AS t FROM 'a'", /@x is set twice/],
    ["SET x = 1 SELECT x FROM 'a'", /expected a variable such as @name/],
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
