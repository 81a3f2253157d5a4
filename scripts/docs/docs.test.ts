import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { generatedPages } from './pages.ts';
import { requirementTests, unshown } from './requirements.ts';

const root = join(import.meta.dirname, '../..');
const pages = globSync(['*.md', 'docs/**/*.md', 'packages/*/README.md', 'apps/*/README.md'], { cwd: root });

describe('the documentation', () => {
  for (const [path, text] of Object.entries(generatedPages()))
    it(`is up to date in ${path} (npm run docs)`, () => {
      assert.equal(readFileSync(join(root, path), 'utf8'), text);
    });

  it('has no link to a page that is not there', () => {
    const broken = pages.flatMap((page) => {
      const text = readFileSync(join(root, page), 'utf8');
      return [...text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)]
        .filter(([, target = '']) => !existsSync(join(root, dirname(page), target)))
        .map(([, target]) => `${page}: ${target}`);
    });
    assert.deepEqual(broken, []);
  });

  it('shows every promise of a connection by a test', () => {
    assert.deepEqual(unshown(requirementTests(root)), []);
  });

  it('numbers its decisions without a gap', () => {
    const numbers = globSync('docs/adr/*.md', { cwd: root })
      .map((page) => Number(/(\d{4})-/.exec(page)?.[1]))
      .sort((a, b) => a - b);
    assert.deepEqual(
      numbers,
      numbers.map((_, index) => index + 1),
    );
  });
});
