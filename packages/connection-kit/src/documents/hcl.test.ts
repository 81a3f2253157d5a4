import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseHcl } from '../../test/parse-hcl.ts';
import { hcl } from './hcl.ts';
import type { Tree } from './yaml.ts';

const reread = async (tree: Tree): Promise<unknown> => (await parseHcl(`x = ${hcl(tree)}\n`)).x;

const text = fc.string({
  unit: fc.constantFrom('a', 'Z', '0', ':', '/', '*', '$', '%', '"', '\\', ' ', '-', '.', 'é'),
});
const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 3 },
    text,
    fc.boolean(),
    fc.array(tie('tree'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('Action', 'aws:SourceArn', 'a b'), tie('tree'), { noNullPrototype: true }),
  ),
}));

test('a tree is read back from Terraform’s language as it was', async () => {
  await fc.assert(
    fc.asyncProperty(tree, async (value) => {
      assert.deepEqual(await reread(value), value);
    }),
    { numRuns: 50 },
  );
});

// biome-ignore-start lint/suspicious/noTemplateCurlyInString: templates of Terraform's language, not of this one
test('what would be a template stays the text that it is', async () => {
  assert.equal(hcl('a ${b} %{c}'), '"a $${b} %%{c}"');
  assert.equal(await reread('a ${b} %{c}'), 'a $${b} %%{c}');
});
// biome-ignore-end lint/suspicious/noTemplateCurlyInString: see above

test('equal signs of neighbours stand below each other, as terraform fmt has it', () => {
  assert.equal(
    hcl({ Effect: 'Allow', Resource: ['*'], Action: ['a', 'b'], Sid: 'x' }),
    '{\n  Effect   = "Allow"\n  Resource = ["*"]\n  Action = [\n    "a",\n    "b",\n  ]\n  Sid = "x"\n}',
  );
});
