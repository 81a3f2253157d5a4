import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { runSql, valueOfSql } from '../../../../test/sql-run.ts';
import { parseExpression } from '../parse.ts';
import { FUNCTIONS } from './functions.ts';

/** The examples of https://docs.aws.amazon.com/iot/latest/developerguide/iot-sql-functions.html, and the tables there of what converts. */
const DOCUMENTED: [call: string, result: unknown][] = [
  ['abs(-5)', 5],
  ["abs('-5')", 5],
  ['abs(true)', undefined],
  ['accountid()', '123456789012'],
  ['acos(0)', 1.5707963267948966],
  ['acos(2)', undefined],
  ['asin(0)', 0],
  ['atan(0)', 0],
  ['atan2(1, 0)', 1.5707963267948966],
  ['bitand(13, 5)', 5],
  ['bitand(13.9, "5.5")', 5],
  ['bitor(8, 5)', 13],
  ['bitxor(13, 5)', 8],
  ['bitnot(13)', 2],
  ['cast(true as Int)', 1],
  ['cast(false as Decimal)', 0],
  ["cast('5E-1' as Decimal)", 0.5],
  ["cast('x' as Int)", undefined],
  ['cast(1.7 as Int)', 1],
  ["cast('1.7' as Integer)", 1],
  ['cast(0 as Bool)', false],
  ["cast('TRUE' as Boolean)", true],
  ["cast('yes' as Boolean)", undefined],
  ['cast(1.5 as String)', '1.5'],
  ["cast([1, 'a'] as Nvarchar)", '[1,"a"]'],
  ['cast(null as String)', undefined],
  ['ceil(1.2)', 2],
  ['ceil(-1.2)', -1],
  ['chr(65)', 'A'],
  ['chr(49)', '1'],
  ['chr(300)', undefined],
  ['clientid()', 'client-1'],
  ['concat()', undefined],
  ['concat(1)', '1'],
  ['concat([1, 2, 3], 4)', [1, 2, 3, 4]],
  ['concat([1, 2, 3], "hello")', [1, 2, 3, 'hello']],
  ['concat("con", "cat")', 'concat'],
  ['concat(1, "hello")', '1hello'],
  ['concat("he","is","man")', 'heisman'],
  ['concat([1, 2, 3], "hello", [4, 5, 6])', [1, 2, 3, 'hello', 4, 5, 6]],
  ['concat(1, 2)', undefined],
  ['cos(0)', 1],
  ['cosh(2.3)', 5.037220649268761],
  ["decode('eyJhIjpbMV19', 'base64').a[0]", 1],
  ["decode('aGVsbG8=', 'base64')", 'hello'],
  ["decode('?', 'base64')", null],
  ["encode('hello', 'base64')", 'aGVsbG8='],
  ['endswith("cat","at")', true],
  ['endswith(cat, "at")', undefined],
  ['exp(1)', Math.E],
  ['floor(1.2)', 1],
  ['floor(-1.2)', -2],
  ['floor([1,2,3])', undefined],
  ['get(["a", "b", "c"], 1)', 'b'],
  ['get({"a":"b"}, "a")', 'b'],
  ['get("abc", 1)', 'b'],
  ['get(["a"], 1)', undefined],
  ['get(["a"], -1)', undefined],
  ["get_or_default(missing, 'x')", 'x'],
  ["get_or_default(null, 'x')", 'x'],
  ["get_or_default(1, 'x')", 1],
  ['md2("hello")', 'a9046c73e00331af68917d3804f70655'],
  ['md5("hello")', '5d41402abc4b2a76b9719d911017c592'],
  ["sha1('hello')", 'aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d'],
  ["length(sha224('hello')) + length(sha256('')) + length(sha384('')) + length(sha512(''))", 56 + 64 + 96 + 128],
  ['indexof("abcd", "bc")', 1],
  ['indexof("abcd", "x")', -1],
  ['isNull(5)', false],
  ['isNull(Null)', true],
  ['isUndefined(5)', false],
  ['isUndefined(floor([1,2,3]))', true],
  ['length("hi")', 2],
  ['length(false)', 5],
  ['ln(1)', 0],
  ['ln(0)', undefined],
  ['log(100)', 2],
  ['lower("HELLO")', 'hello'],
  ['lower(["HELLO"])', '["hello"]'],
  ['lpad("hello", 2)', '  hello'],
  ['lpad(1, 3)', '   1'],
  ['Ltrim(" h i ")', 'h i '],
  ['mod(8, 3)', 2],
  ['8 % 3', 2],
  ['mod(8, 0)', undefined],
  ['Nanvl(8, 3)', 8],
  ['nanvl(missing, 3)', 3],
  ['newuuid()', '00000000-0000-4000-8000-000000000001'],
  ['numbytes("hi")', 2],
  ['numbytes("€")', 3],
  [`parse_time("yyyy.MM.dd G 'at' HH:mm:ss z", 100000000, "America/Belize")`, '1970.01.01 AD at 21:46:40 CST'],
  [`parse_time("yyyy.MM.dd G 'at' HH:mm:ss z", 1497028786000)`, '2017.06.09 AD at 17:19:46 UTC'],
  ['power(2, 5)', 32],
  ['principal()', 'cafe'],
  ['regexp_matches("aaaa", "a{2,}")', true],
  ['regexp_matches("aaaa", "b")', false],
  ['regexp_replace("abcd", "bc", "x")', 'axd'],
  ['regexp_replace("abcd", "b(.*)d", "$1")', 'ac'],
  ['regexp_substr("hihihello", "hi")', 'hi'],
  ['regexp_substr("hihihello", "(hi)*")', 'hihi'],
  ['remainder(8, 3)', 2],
  ['replace("abcd", "bc", "x")', 'axd'],
  ['replace("abcdabcd", "b", "x")', 'axcdaxcd'],
  ['rpad("hello", 2)', 'hello  '],
  ['rpad(1, 3)', '1   '],
  ['Round(1.2)', 1],
  ['Round(1.5)', 2],
  ['Round(1.7)', 2],
  ['Round(-1.1)', -1],
  ['Round(-1.5)', -2],
  ['rtrim(" h i ")', ' h i'],
  ['sign(-7)', -1],
  ['sign(0)', 0],
  ['sign(13)', 1],
  ['sin(0)', 0],
  ['sinh(2.3)', 4.936961805545957],
  ['substring("012345", 0)', '012345'],
  ['substring("012345", 2)', '2345'],
  ['substring("012345", 2.745)', '2345'],
  ['substring(123, 2)', '3'],
  ['substring("012345", -1)', '012345'],
  ['substring(true, 1.2)', 'rue'],
  ['substring(false, -2.411E247)', 'false'],
  ['substring("012345", 1, 3)', '12'],
  ['substring("012345", -50, 50)', '012345'],
  ['substring("012345", 3, 1)', ''],
  ['sourceip()', '127.0.0.1'],
  ['sql_version()', '2016-03-23'],
  ['sqrt(9)', 3],
  ['sqrt(-1)', undefined],
  ['startswith("ranger","ran")', true],
  ['tan(3)', -0.1425465430742778],
  ['tanh(2.3)', 0.9800963962661914],
  ['time_to_epoch("2020-04-03 09:45:18 UTC+01:00", "yyyy-MM-dd HH:mm:ss VV")', 1_585_903_518_000],
  ['time_to_epoch("18 December 2015", "dd MMMM yyyy")', 1_450_396_800_000],
  ['time_to_epoch("2007-12-03 10:15:30.592 America/Los_Angeles", "yyyy-MM-dd HH:mm:ss.SSS z")', 1_196_705_730_592],
  ['timestamp()', 1_700_000_000_123],
  ['topic()', 'a/b/c'],
  ['topic(1)', 'a'],
  ['traceid()', '12345678-1234-1234-1234-123456789012'],
  ["transform('other', {}, [])", undefined],
  ['Trim(" hi ")', 'hi'],
  ['trunc(2.3, 0)', 2],
  ['trunc(2.3123, 2)', 2.31],
  ['trunc(2.888, 2)', 2.88],
  ['trunc(2.00, 5)', 2],
  ['trunc(0.29, 2)', 0.29],
  ['upper("hello")', 'HELLO'],
  ['upper(["hello"])', '["HELLO"]'],
];

/** What the page tells in words, and the tables of iot-sql-data-types.html and iot-sql-operators.html. */
const OPERATORS: [expression: string, result: unknown][] = [
  ["'a' + 1", 'a1'],
  ["1.5 + 'a'", '1.5a'],
  ["'a' + [1]", 'a[1]'],
  ["'a' + null", undefined],
  ["'a' + missing", undefined],
  ['1 + true', undefined],
  ['1 + null', undefined],
  ["'3' - '1'", 2],
  ["'x' * 2", undefined],
  ['7 / 2', 3],
  ['-7 / 2', -3],
  ['7.5 / 2', 3.75],
  ["'7' / 2", 3.5],
  ['1 / 0', undefined],
  ["true AND 'TRUE'", true],
  ['true OR missing', undefined],
  ['1 AND true', undefined],
  ["NOT 'false'", true],
  ["'10' > 9", true],
  ["'a' > 'b'", undefined],
  ['1.0 = 1', true],
  ["1 = '1'", false],
  ['[1, 2] = [2, 1]', false],
  ["{'a': 1, 'b': 2} = {'b': 2, 'a': 1}", true],
  ['null <> null', false],
  ['missing <> 1', undefined],
];

for (const [name, table] of Object.entries({ functions: DOCUMENTED, operators: OPERATORS })) {
  describe(name, () => {
    for (const [expression, result] of table) {
      test(`${expression} is ${result === undefined ? 'Undefined' : JSON.stringify(result)}`, () => {
        assert.deepEqual(valueOfSql(expression), result);
      });
    }
  });
}

test('every function has an example', () => {
  const tried = new Set(
    DOCUMENTED.flatMap(([call]) => [...call.matchAll(/(\w+)\(/g)].map(([, name]) => name?.toLowerCase())),
  );
  const elsewhere = ['rand', 'get_thing_shadow'];
  assert.deepEqual(
    [...FUNCTIONS.keys()].filter((name) => !tried.has(name) && !elsewhere.includes(name)),
    [],
  );
});

test('rand is a number from 0 to 1, new each time', () => {
  const [first, second] = [valueOfSql('rand()'), valueOfSql('rand()')];
  assert.ok(typeof first === 'number' && first >= 0 && first < 1);
  assert.notEqual(first, second);
});

test('what did not come over MQTT has neither a client id nor a trace id nor a sender’s address', () => {
  const facts = { clientId: undefined, sourceIp: undefined };
  const output = runSql("SELECT clientid() AS c, traceid() AS t, sourceip() AS s FROM 'a'", {}, facts);
  assert.equal(output?.toString(), '{"c":"n/a"}');
});

test('the first version of the SQL lacks what came with the second', () => {
  for (const text of [
    "indexof(a, 'b')",
    'isUndefined(a)',
    'parse_time("y", 1)',
    '[1]',
    "{'a': 1}",
    'cast(a AS Bool)',
    '(SELECT a FROM b)',
  ]) {
    assert.throws(() => parseExpression(text, '2015-10-08'), /needs SQL version 2016-03-23/, text);
  }
  assert.equal(valueOfSql('upper(a) + sql_version()', { a: 'x' }, { version: '2015-10-08' }), 'X2015-10-08');
});
