import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundle } from './bundle.ts';
import { writeDeclarations } from './declarations.ts';
import { entryName, type Manifest, publishedManifest, sourcesOf } from './manifest.ts';
import { noticesOf } from './notices.ts';

/** The oldest Node that has what our packages use and that is still maintained. */
const ENGINES = { node: '^22.18.0 || >=24' };

/** Where the workspaces lie that packages bring along inside. */
const INSIDE = { '@thingdock/effects': 'packages/effects' };

/**
 * Makes the tarball of a workspace, as npm would publish it: bundled, with types and licences, and without dependencies.
 * @param root the repository
 * @param workspace its folder from the root, e.g. `packages/aws-local`
 * @param destination the folder that the tarball goes to
 * @returns the path of the tarball
 */
export async function pack(root: string, workspace: string, destination: string): Promise<string> {
  const source = join(root, workspace);
  const manifest = JSON.parse(readFileSync(join(source, 'package.json'), 'utf8')) as Manifest;
  const sources = sourcesOf(manifest);
  const staging = mkdtempSync(join(tmpdir(), 'pack-'));
  try {
    const entries = Object.fromEntries(sources.map((path) => [entryName(path), join(source, path)]));
    const { packages } = await bundle(entries, staging);
    for (const path of Object.values(manifest.bin ?? {})) chmodSync(join(staging, `${entryName(path)}.js`), 0o755);
    writeDeclarations({
      root,
      workspace,
      sources: Object.values(manifest.exports ?? {}).map((path) => path.replace(/^\.\//, '')),
      inside: INSIDE,
      folder: join(staging, 'types'),
    });
    writeFileSync(join(staging, 'package.json'), JSON.stringify(publishedManifest(manifest, ENGINES), null, 2));
    writeFileSync(join(staging, 'THIRD-PARTY-NOTICES.txt'), noticesOf(packages));
    cpSync(join(source, 'README.md'), join(staging, 'README.md'));
    cpSync(join(root, 'LICENSE'), join(staging, 'LICENSE'));
    return npmPack(staging, destination);
  } finally {
    rmSync(staging, { recursive: true });
  }
}

function npmPack(folder: string, destination: string): string {
  mkdirSync(destination, { recursive: true });
  const args = ['pack', '--json', '--ignore-scripts', '--loglevel=error', '--pack-destination', destination];
  const printed = execFileSync('npm', args, { cwd: folder, encoding: 'utf8' });
  const [tarball] = JSON.parse(printed) as { filename: string }[];
  if (!tarball) throw new Error(`npm pack named no tarball: ${printed}`);
  return join(destination, tarball.filename.replace(/^@/, '').replace('/', '-'));
}
