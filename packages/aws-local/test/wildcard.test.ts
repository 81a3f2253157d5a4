import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { matchesWildcard } from '../src/identity/wildcard.ts';

/** The definition itself: try everything that a star may stand for. */
function naive(pattern: string, text: string): boolean {
  if (pattern === '') return text === '';
  const [head, rest] = [pattern[0], pattern.slice(1)];
  if (head === '*') {
    return Array.from({ length: text.length + 1 }, (_, taken) => taken).some((taken) => naive(rest, text.slice(taken)));
  }
  return text !== '' && (head === '?' || head === text[0]) && naive(rest, text.slice(1));
}

describe('wildcards in policies', () => {
  const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?', ':'), maxLength: 9 });
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '*', ':'), maxLength: 9 });

  it('match as a naive matcher does', () => {
    fc.assert(
      fc.property(pattern, text, (one, other) => {
        assert.equal(matchesWildcard(one, other), naive(one, other));
      }),
      { numRuns: 5000 },
    );
  });

  it('match every text when they are made from it', () => {
    fc.assert(
      fc.property(text, fc.nat(9), fc.nat(9), (whole, a, b) => {
        const [from, to] = [Math.min(a, b), Math.max(a, b)];
        assert.ok(matchesWildcard(`${whole.slice(0, from)}*${whole.slice(to)}`, whole));
      }),
    );
  });

  it('do not take exponential time', () => {
    assert.equal(matchesWildcard('*a'.repeat(40), 'b'.repeat(20_000)), false);
    assert.equal(matchesWildcard(`${'a*'.repeat(40)}b`, 'a'.repeat(20_000)), false);
  });
});
