import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { describe, it } from 'node:test';

const root = join(import.meta.dirname, '..');
const SERVER = 'apps/server/src';

/** The features of the server, lowest first: each may import those before it, and only through their `index.ts`. */
const FEATURES = [
  'aws',
  'events',
  'people',
  'connections',
  'assets',
  'licences',
  'devices',
  'agents',
  'monitoring',
  'deployments',
  'inbox',
  'logs',
] as const;

type Import = { file: string; target: string };

const imports = readImports();

describe('the graph of imports', () => {
  it('is really read', () => {
    assert.ok(imports.some(({ file, target }) => featureOf(file) === 'people' && featureOf(target) === 'platform'));
  });

  it('lets platform know no feature', () => {
    assert.deepEqual(
      inServer((from, to) => from === 'platform' && to !== 'platform'),
      [],
    );
  });

  it('lets features import only lower ones, so that there is no cycle', () => {
    const rank = (name: string) => FEATURES.indexOf(name as (typeof FEATURES)[number]);
    assert.deepEqual(
      inServer((from, to) => rank(from) >= 0 && rank(to) >= 0 && rank(to) > rank(from)),
      [],
    );
  });

  it('knows every feature', () => {
    const folders = new Set(imports.map(({ file }) => featureOf(file)).filter((name) => name !== undefined));
    assert.deepEqual(
      [...folders].filter((name) => name !== 'platform' && !(FEATURES as readonly string[]).includes(name)),
      [],
    );
  });

  it('lets features meet only through index.ts', () => {
    const wrong = imports.filter(({ file, target }) => {
      const [from, to] = [featureOf(file), featureOf(target)];
      if (!to || to === 'platform' || from === to || file.includes('.test.')) return false;
      return target.startsWith(SERVER) && basename(target) !== 'index.ts';
    });
    assert.deepEqual(wrong.map(show), []);
  });

  it('lets only store files talk SQL', () => {
    const wrong = imports.filter(
      ({ file, target }) =>
        target === 'kysely' &&
        file.startsWith(SERVER) &&
        !file.startsWith(`${SERVER}/platform/db/`) &&
        !/(^|-)(store|tables)(\.test)?\.ts$/.test(basename(file)) &&
        !file.includes('.test.'),
    );
    assert.deepEqual(wrong.map(show), []);
  });

  it('lets only aws/ make AWS clients', () => {
    const wrong = imports.filter(
      ({ file, target }) =>
        target.startsWith('@aws-sdk/') &&
        file.startsWith('apps/') &&
        !file.startsWith(`${SERVER}/aws/`) &&
        !isTest(file),
    );
    assert.deepEqual(wrong.map(show), []);
  });

  it('lets nothing import an app but the app itself', () => {
    const wrong = imports.filter(({ file, target }) => {
      const app = /^apps\/[^/]+/.exec(target)?.[0];
      return app !== undefined && !file.startsWith(`${app}/`);
    });
    assert.deepEqual(wrong.map(show), []);
  });

  it('keeps the signer of the stand-in and the verifier of the server apart', () => {
    const wrong = imports.filter(
      ({ file, target }) =>
        file.startsWith(SERVER) &&
        !isTest(file) &&
        (target === '@thingdock/aws-local' || target.startsWith('packages/aws-local')),
    );
    assert.deepEqual(wrong.map(show), []);
  });

  it('gives the protocol of the field no dependency', () => {
    const wrong = imports.filter(
      ({ file, target }) =>
        file.startsWith('packages/device-protocol/src') &&
        !isTest(file) &&
        !/^(packages\/device-protocol|node:)/.test(target),
    );
    assert.deepEqual(wrong.map(show), []);
  });

  it('lets the set-up kit run in a browser, on nothing but itself', () => {
    const wrong = imports.filter(
      ({ file, target }) =>
        file.startsWith('packages/connection-kit/src') &&
        !isTest(file) &&
        !target.startsWith('packages/connection-kit'),
    );
    assert.deepEqual(wrong.map(show), []);
  });
});

/** Imports between two different folders of the server's source, as readable lines. */
function inServer(wrong: (from: string, to: string) => boolean): string[] {
  return imports
    .filter(({ file, target }) => {
      const [from, to] = [featureOf(file), featureOf(target)];
      return from !== undefined && to !== undefined && !isTest(file) && wrong(from, to);
    })
    .map(show);
}

function featureOf(path: string): string | undefined {
  return new RegExp(`^${SERVER}/([^/.]+)/`).exec(path)?.[1];
}

function isTest(file: string): boolean {
  return /\.test\.ts$|\/test\//.test(file);
}

function show({ file, target }: Import): string {
  return `${file} imports ${target}`;
}

/** Every import of the tree; relative ones as paths from its root. */
function readImports(): Import[] {
  const files = globSync(['apps/*/{src,test}/**/*.ts', 'packages/*/{src,test}/**/*.ts', 'e2e/**/*.ts'], {
    cwd: root,
    exclude: (name) => name === 'node_modules',
  });
  return files.flatMap((file) => {
    const text = readFileSync(join(root, file), 'utf8');
    return [...text.matchAll(/(?:from|import\()\s*'([^']+)'/g)].map(([, target = '']) => ({
      file,
      target: target.startsWith('.') ? relative(root, join(root, dirname(file), target)) : target,
    }));
  });
}
