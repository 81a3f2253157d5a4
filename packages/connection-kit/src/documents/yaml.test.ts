import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parse } from 'yaml';
import { type Tree, yaml } from './yaml.ts';

const text = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom(
    'true',
    'No',
    '~',
    'a: b',
    'a:',
    '- a',
    'aws:x',
    '123',
    '1e3',
    '',
    ' a',
    '#a',
    'a #b',
    '*',
    '$a',
    'a\nb',
  ),
);
const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4 },
    text,
    fc.integer(),
    fc.boolean(),
    fc.array(tie('tree'), { maxLength: 3 }),
    fc.dictionary(
      text.filter((key) => key !== '__proto__'),
      tie('tree'),
      { maxKeys: 3, noNullPrototype: true },
    ),
  ),
}));

test('a tree is read back from its YAML as it was', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom('a', 'b'), tree, { noNullPrototype: true }), (value) => {
      assert.deepEqual(parse(yaml(value)) ?? {}, value);
    }),
  );
});

test('what needs no quotes has none', () => {
  const template = { Type: 'AWS::IAM::Role', Action: ['sns:Publish'], Arn: 'arn:aws:iot:*:1:rule/x_*', Account: '012' };
  assert.equal(
    yaml(template),
    'Type: AWS::IAM::Role\nAction:\n  - sns:Publish\nArn: arn:aws:iot:*:1:rule/x_*\nAccount: "012"',
  );
});
