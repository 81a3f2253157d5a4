import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Fault } from '@thingdock/api';
import fc from 'fast-check';
import { checkFlow } from './check-flow.ts';

const refused = (code: string, words: RegExp) => (error: unknown) => {
  assert.ok(error instanceof Fault);
  assert.equal(error.code, code);
  assert.match(error.message, words);
  assert.equal(error.errors[0]?.field, 'content');
  return true;
};

describe('an uploaded flow', () => {
  it('is an array of nodes, and may be empty', () => {
    assert.deepEqual(checkFlow('[]'), []);
    assert.equal(checkFlow('[{"id":"t","type":"tab"},{"id":"n","type":"inject","z":"t"}]').length, 2);
  });

  const wrong: [string, string, RegExp][] = [
    ['that is no JSON', 'flows', /not JSON/],
    ['that is an object', '{"flows":[]}', /must be an array/],
    ['with an entry that is no object', '[null]', /position 1 is no object/],
    ['with a node without id', '[{"id":"a","type":"tab"},{"type":"tab"}]', /position 2 has no id/],
    ['with a node whose id is a number', '[{"id":7,"type":"tab"}]', /position 1 has no id/],
    ['with a node without type', '[{"id":"a"}]', /node "a" has no type/],
    ['with one id twice', '[{"id":"a","type":"tab"},{"id":"a","type":"tab"}]', /two nodes have the id "a"/],
    ['that reaches into JavaScript', '[{"id":"a","type":"tab","x":{"__proto__":1}}]', /named "__proto__"/],
  ];
  for (const [what, content, words] of wrong)
    it(`${what} is refused`, () => assert.throws(() => checkFlow(content), refused('flow_invalid', words)));

  it('of more than 100,000 bytes is refused, counted in UTF-8', () => {
    const node = (name: string) => JSON.stringify([{ id: 'a', type: 'tab', name }]);
    const room = 100_000 - Buffer.byteLength(node(''));
    assert.equal(checkFlow(node('x'.repeat(room))).length, 1);
    assert.throws(() => checkFlow(node('x'.repeat(room + 1))), refused('flow_too_large', /100001 bytes/));
    assert.throws(() => checkFlow(node('é'.repeat(room / 2 + 1))), refused('flow_too_large', /bytes/));
  });

  it('never ends in anything but nodes or a refusal', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (content) => {
        try {
          for (const node of checkFlow(content)) assert.ok(node.id && node.type);
        } catch (error) {
          assert.ok(error instanceof Fault);
        }
      }),
    );
  });
});
