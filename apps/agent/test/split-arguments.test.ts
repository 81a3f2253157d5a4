import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import fc from 'fast-check';
import { splitArguments } from '../src/files/split-arguments.ts';

/** What a real shell makes of a line, with globs and variables out of the way. */
function shellSplit(line: string): string[] {
  const script = `set -f; for word in "$@"; do printf '%s\\0' "$word"; done`;
  const printed = execFileSync('sh', ['-c', `set -f; sh -c '${script.replaceAll("'", `'\\''`)}' sh ${line}`], {
    encoding: 'utf8',
  });
  return printed.split('\0').slice(0, -1);
}

const SAMPLES = [
  '',
  '   ',
  'a b  c',
  '"two words" x',
  '\'single "inside"\'',
  'a\\ b',
  '"\\"quoted\\" \\\\ \\x"',
  "--name='it''s'",
  '"" \'\' x',
  'mixed"quo ted"end',
];
for (const line of SAMPLES)
  test(`the arguments ${JSON.stringify(line)} are split as a shell splits them`, () => {
    assert.deepEqual(splitArguments(line), shellSplit(line));
  });

test('nothing is expanded and nothing is run', () => {
  assert.deepEqual(splitArguments('$HOME `id` $(id) * ; rm -rf / | x > y & z #'), [
    ...['$HOME', '`id`', '$(id)', '*', ';', 'rm', '-rf', '/', '|', 'x', '>', 'y', '&', 'z', '#'],
  ]);
});

test('any arguments survive when they are quoted', () => {
  fc.assert(
    fc.property(fc.array(fc.string()), (words) => {
      const line = words.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' ');
      assert.deepEqual(splitArguments(line), words);
    }),
  );
});

test('a quote that is not closed and a backslash at the end are said in words', () => {
  assert.throws(() => splitArguments('a "b'), /not closed/);
  assert.throws(() => splitArguments("a 'b"), /not closed/);
  assert.throws(() => splitArguments('a\\'), /backslash/);
});
