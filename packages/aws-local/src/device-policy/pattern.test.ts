// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the variables of policies look like that.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { compilePattern, fillIn, variablesOf } from './pattern.ts';

/** Slow and obviously right: every way in which a star can take characters is tried. */
function bruteForce(pattern: string, text: string): boolean {
  const [first, rest] = [pattern[0], pattern.slice(1)];
  if (first === undefined) return text === '';
  if (first === '*')
    return Array.from({ length: text.length + 1 }, (_, n) => n).some((n) => bruteForce(rest, text.slice(n)));
  return text !== '' && (first === '?' || first === text[0]) && bruteForce(rest, text.slice(1));
}

const nothing = () => undefined;

test('a pattern matches what trying everything matches', () => {
  const texts = fc.string({ unit: fc.constantFrom('a', 'b', '/', '+', '#'), maxLength: 8 });
  const patterns = fc.string({ unit: fc.constantFrom('a', 'b', '/', '+', '*', '?'), maxLength: 8 });
  fc.assert(
    fc.property(patterns, texts, (pattern, text) => {
      assert.equal(compilePattern(pattern, nothing)(text), bruteForce(pattern, text));
    }),
    { numRuns: 5000 },
  );
});

test('what a variable brings in is taken literally, whatever characters it has', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('a', '*', '?', '$', '{', '}') }), fc.string(), (id, other) => {
      const matches = compilePattern('client/${iot:ClientId}/x', () => id);
      assert.ok(matches(`client/${id}/x`));
      if (other !== id) assert.ok(!matches(`client/${other}/x`));
    }),
  );
});

test('a pattern with a variable that stands for nothing matches nothing, not even itself', () => {
  const pattern = 'topic/${iot:Connection.Thing.ThingName}/*';
  const matches = compilePattern(pattern, nothing);
  for (const text of [pattern, 'topic//x', 'topic/undefined/x']) assert.equal(matches(text), false);
});

test('`${*}`, `${?}` and `${$}` are the characters themselves', () => {
  const matches = compilePattern('a${*}${?}${$}b', nothing);
  assert.ok(matches('a*?$b'));
  assert.ok(!matches('axx$b'));
  assert.deepEqual(variablesOf('a${*}/${iot:ClientId}'), ['iot:ClientId']);
  assert.equal(
    fillIn('${iot:ClientId}${$}', () => 'pump'),
    'pump$',
  );
});

test('a pattern of many stars is decided in no time', () => {
  const matches = compilePattern(`${'*a'.repeat(500)}b`, nothing);
  const started = performance.now();
  assert.equal(matches('a'.repeat(5000)), false);
  assert.ok(performance.now() - started < 500);
});
