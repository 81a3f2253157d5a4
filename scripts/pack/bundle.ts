import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { rolldown } from 'rolldown';

export type Bundled = {
  /** Folders of the packages of others whose code went in. */
  packages: string[];
};

/**
 * Bundles TypeScript entries and everything that they import into plain JavaScript modules: Node strips no types under node_modules, and
 * the workspaces of this repository are not published one by one.
 * @param entries names of the files to make (without `.js`) and their sources
 */
export async function bundle(entries: Record<string, string>, folder: string): Promise<Bundled> {
  const build = await rolldown({
    input: entries,
    platform: 'node',
    // What cannot be found would fail at the user's; so it fails here.
    onwarn: (warning) => {
      if (warning.code === 'UNRESOLVED_IMPORT') throw new Error(warning.message);
    },
  });
  try {
    const { output } = await build.write({ dir: folder, format: 'esm', chunkFileNames: '[name]-[hash].js' });
    const modules = output.flatMap((chunk) => (chunk.type === 'chunk' ? chunk.moduleIds : []));
    return { packages: [...new Set(modules.flatMap(packageOf))].sort() };
  } finally {
    await build.close();
  }
}

/** The folder of the package under node_modules that a module belongs to; none for our own. */
function packageOf(moduleId: string): string[] {
  if (!moduleId.includes('/node_modules/')) return [];
  for (let folder = dirname(moduleId); folder.includes('/node_modules/'); folder = dirname(folder)) {
    const file = join(folder, 'package.json');
    // Some packages have a package.json further down that only says which kind of modules lie there.
    if (existsSync(file) && 'version' in (JSON.parse(readFileSync(file, 'utf8')) as object)) return [folder];
  }
  return [];
}
