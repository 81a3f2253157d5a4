import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { basicIngest, filterFault, topicFault, topicMatches } from './topic.ts';

const level = fc.constantFrom('', 'a', 'b', '$aws', 'things');
const topic = fc.array(level, { minLength: 1, maxLength: 4 }).map((levels) => levels.join('/'));
const filter = fc
  .tuple(fc.array(fc.oneof(level, fc.constant('+')), { maxLength: 4 }), fc.boolean())
  .map(([levels, rest]) => [...levels, ...(rest ? ['#'] : [])].join('/'));

/** By brute force: the filter as a regular expression over the whole topic. */
function bruteMatches(wanted: string, actual: string): boolean {
  const quoted = (text: string) => text.replaceAll(/[$.*+?^{}()|[\]\\]/g, '\\$&');
  const pattern = wanted
    .split('/')
    .map((part) => (part === '+' ? '[^/]*' : part === '#' ? '.*' : quoted(part)))
    .join('/');
  const hidden = actual.startsWith('$') && /^[+#]/.test(wanted);
  return !hidden && new RegExp(`^${pattern}$`, 's').test(actual);
}

test('a filter matches the topics that the same pattern matches by brute force', () => {
  fc.assert(
    fc.property(filter, topic, (wanted, actual) => {
      assert.equal(topicMatches(wanted, actual), bruteMatches(wanted, actual));
    }),
    { numRuns: 5000 },
  );
});

test('a/# does not match a, as on AWS IoT and unlike the standard', () => {
  assert.equal(topicMatches('a/#', 'a'), false);
  assert.equal(topicMatches('a/#', 'a/'), true);
  assert.equal(topicMatches('#', '$aws/things'), false);
  assert.equal(topicMatches('$aws/things/+/shadow/#', '$aws/things/t/shadow/update/accepted'), true);
});

test('topics and filters that AWS IoT does not take are named as such', () => {
  assert.equal(topicFault('a/b'), undefined);
  assert.match(topicFault('') ?? '', /empty/);
  assert.match(topicFault('a/+') ?? '', /wildcard/);
  assert.match(topicFault('a/b/c/d/e/f/g/h/i') ?? '', /more than 7 slashes/);
  assert.match(topicFault('ä'.repeat(129)) ?? '', /longer than 256 bytes/);
  assert.equal(filterFault('a/+/b/#'), undefined);
  assert.match(filterFault('a/#/b') ?? '', /last level/);
  assert.match(filterFault('a/b+') ?? '', /level of their own/);
});

test("Basic Ingest's prefix counts neither for topic() nor for the limit of slashes", () => {
  assert.deepEqual(basicIngest('$aws/rules/r/a/b'), { ruleName: 'r', topic: 'a/b' });
  assert.deepEqual(basicIngest('$aws/rules/r'), { ruleName: 'r', topic: '' });
  assert.equal(basicIngest('$aws/things/t/shadow/update'), undefined);
  assert.equal(topicFault('$aws/rules/r/a/b/c/d/e/f/g/h'), undefined);
});
