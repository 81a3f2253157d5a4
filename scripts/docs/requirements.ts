import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A requirement of the AWS IoT connection and a test that shows it. */
export type Shown = { number: number; title: string; file: string };

/** The requirements that the connection has to meet; those before are about devices and deployments. */
export const FIRST = 6;
export const LAST = 87;

/** Every test of the tree whose name begins with a requirement's number, such as `S81 a second connection is refused`. */
export function requirementTests(root: string): Shown[] {
  const files = globSync(['{apps,packages,e2e}/**/*.test.ts'], {
    cwd: root,
    exclude: (name) => name === 'node_modules',
  });
  return files
    .sort()
    .flatMap((file) => namesIn(readFileSync(join(root, file), 'utf8')).map((name) => ({ ...name, file })))
    .sort((a, b) => a.number - b.number);
}

/** One test may show several: `S19 S20 S21 …`. In a table of tests the name stands behind `what:`. */
function namesIn(source: string): Omit<Shown, 'file'>[] {
  const names = [...source.matchAll(/\b(?:test\(|it\(|what:)\s*(['"`])((?:S\d+,? )+)(.*?)\1,/gs)];
  return names.flatMap(({ index, 2: numbers = '', 3: title = '' }) =>
    [...numbers.matchAll(/S(\d+)/g)].map(([, number]) => ({
      number: Number(number),
      title: plain(`${suiteOf(source.slice(0, index))}${title}`),
    })),
  );
}

/** A test's name is read after that of its suite. */
function suiteOf(before: string): string {
  const [, , suite = ''] = [...before.matchAll(/\bdescribe\((['"`])(.*?)\1,/gs)].at(-1) ?? [];
  return suite === '' || suite.includes('${') ? '' : `${suite.replace(/^(?:S\d+ )+/, '')}: `;
}

const plain = (title: string): string => title.replaceAll(/\s+/g, ' ').replaceAll('\\', '').replaceAll('|', '\\|');

/** The numbers that no test shows. */
export function unshown(tests: readonly Shown[]): number[] {
  const shown = new Set(tests.map(({ number }) => number));
  return Array.from({ length: LAST - FIRST + 1 }, (_, index) => FIRST + index).filter((number) => !shown.has(number));
}

export function requirementsPage(root: string): string {
  const rows = requirementTests(root).map(
    ({ number, title, file }) => `| S${number} | ${title} | [${file.split('/').at(-1)}](../../${file}) |`,
  );
  return [
    '# What a connection promises, and the test that shows it',
    '',
    'Every promise of the AWS IoT connection has a number and at least one test whose name begins with it. One of them alone:',
    '`npm test -- --test-name-pattern "S81 "`. This page is made from the names of the tests by `npm run docs`.',
    '',
    '| promise | in words | test |',
    '| ------- | -------- | ---- |',
    ...rows,
    '',
  ].join('\n');
}
