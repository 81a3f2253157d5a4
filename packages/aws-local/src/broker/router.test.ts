import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { createRouter } from './router.ts';
import { filterFault, topicMatches } from './topic.ts';

const level = fc.constantFrom('a', 'b', '', '$x', 'a b');
const topics = fc
  .array(level, { minLength: 1, maxLength: 5 })
  .map((levels) => levels.join('/'))
  .filter((topic) => topic !== '');
const filters = fc
  .tuple(fc.array(fc.oneof(level, fc.constant('+')), { maxLength: 4 }), fc.boolean())
  .map(([levels, rest]) => [...levels, ...(rest ? ['#'] : [])].join('/'))
  .filter((filter) => filterFault(filter) === undefined);

/** Every topic of these levels that a filter stands for, written out; nothing is matched. */
function topicsOf(filter: string, alphabet: readonly string[], mostLevels: number): Set<string> {
  let found: string[][] = [[]];
  for (const want of filter.split('/')) {
    if (want === '#') {
      let longer = found.flatMap((levels) => alphabet.map((one) => [...levels, one]));
      const all: string[][] = [];
      while (longer[0] && longer[0].length <= mostLevels) {
        all.push(...longer);
        longer = longer.flatMap((levels) => alphabet.map((one) => [...levels, one]));
      }
      found = all;
    } else {
      found = found.flatMap((levels) => (want === '+' ? alphabet : [want]).map((one) => [...levels, one]));
    }
  }
  const startsWild = filter.startsWith('+') || filter.startsWith('#');
  return new Set(found.map((levels) => levels.join('/')).filter((topic) => !(startsWild && topic.startsWith('$'))));
}

describe('a topic filter', () => {
  test('matches the topics that writing all of them out gives, and no others', () => {
    const alphabet = ['a', 'b', '', '$x'];
    const few = fc.array(fc.constantFrom(...alphabet), { minLength: 1, maxLength: 3 }).map((all) => all.join('/'));
    const short = fc
      .tuple(fc.array(fc.constantFrom(...alphabet, '+'), { maxLength: 2 }), fc.boolean())
      .map(([levels, rest]) => [...levels, ...(rest ? ['#'] : [])].join('/'))
      .filter((filter) => filter !== '');
    fc.assert(
      fc.property(short, few, (filter, topic) => {
        assert.equal(topicMatches(filter, topic), topicsOf(filter, alphabet, 3).has(topic));
      }),
      { numRuns: 3000 },
    );
  });
});

describe('the router', () => {
  test('finds each subscriber once, with the best QoS of its filters that match', () => {
    const subscriptions = fc.array(fc.record({ filter: filters, who: fc.nat(4), qos: fc.constantFrom(0, 1) }), {
      maxLength: 30,
    });
    fc.assert(
      fc.property(subscriptions, topics, (all, topic) => {
        const router = createRouter<number>();
        const last = new Map<string, { filter: string; who: number; qos: 0 | 1 }>();
        for (const { filter, who, qos } of all as { filter: string; who: number; qos: 0 | 1 }[]) {
          router.add(filter, who, qos);
          last.set(`${who} ${filter}`, { filter, who, qos });
        }
        const expected = new Map<number, 0 | 1>();
        for (const { filter, who, qos } of last.values()) {
          if (topicMatches(filter, topic) && expected.get(who) !== 1) expected.set(who, qos);
        }
        assert.deepEqual(new Map([...router.match(topic)].sort()), new Map([...expected].sort()));
        for (const { filter, who } of last.values()) router.remove(filter, who);
        assert.equal(router.match(topic).size, 0);
      }),
      { numRuns: 2000 },
    );
  });

  test('gives `a/#` what is below `a`, not `a` itself, as AWS IoT does', () => {
    const router = createRouter<string>();
    router.add('a/#', 'x', 0);
    assert.deepEqual(
      ['a', 'a/', 'a/b', 'a/b/c'].map((topic) => router.match(topic).size),
      [0, 1, 1, 1],
    );
  });
});
