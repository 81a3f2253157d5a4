import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';

export type DeclarationsOptions = {
  root: string;
  /** The workspace's folder from the root, e.g. `packages/aws-local`. */
  workspace: string;
  /** Its sources whose types users see, e.g. `src/index.ts`. */
  sources: readonly string[];
  /** Workspaces that these import, by the names under which they do: their folders from the root. */
  inside: Record<string, string>;
  /** Where the declarations go, as `src/index.d.ts` and whatever that needs. */
  folder: string;
};

/** Writes the type declarations of some sources and of all that they refer to, and nothing else. */
export function writeDeclarations({ root, workspace, sources, inside, folder }: DeclarationsOptions): void {
  const made = mkdtempSync(join(tmpdir(), 'declarations-'));
  try {
    const wanted = sources.map((source) => join(workspace, source));
    compile(root, wanted, inside, made);
    const inPackage = (path: string) =>
      path.startsWith(`${workspace}/`) ? path.slice(workspace.length + 1) : path.replace(/^packages\//, '');
    for (const path of closure(made, wanted.map(declarationOf), inside)) {
      const target = join(folder, inPackage(path));
      cpSync(join(made, path), target);
      writeFileSync(target, rewritten(readFileSync(target, 'utf8'), path, inside, inPackage));
    }
  } finally {
    rmSync(made, { recursive: true });
  }
}

const declarationOf = (source: string) => source.replace(/\.ts$/, '.d.ts');
const IMPORT = /((?:from|import\()\s*['"])([^'"]+)(['"])/g;

/**
 * Other workspaces are found by their paths, not through the links under node_modules: what the compiler meets there counts as the work of
 * others, for which it writes no declarations, and with parallel parsing (TypeScript 7) it is chance which way it meets them first.
 */
function compile(root: string, sources: string[], inside: Record<string, string>, outDir: string): void {
  const { compilerOptions } = JSON.parse(readFileSync(join(root, 'tsconfig.json'), 'utf8')) as {
    compilerOptions: object;
  };
  const paths = Object.fromEntries(
    Object.entries(inside).map(([name, folder]) => [name, [join(root, folder, 'src/index.ts')]]),
  );
  const options = { ...compilerOptions, paths, noEmit: false, declaration: true, emitDeclarationOnly: true, outDir };
  const config = join(outDir, 'tsconfig.json');
  const files = sources.map((source) => join(root, source));
  const typeRoots = [join(root, 'node_modules/@types')];
  writeFileSync(config, JSON.stringify({ compilerOptions: { ...options, rootDir: root, typeRoots }, files }));
  execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', config], { stdio: 'inherit' });
}

/** The declarations that these refer to, themselves included. */
function closure(made: string, entries: readonly string[], inside: Record<string, string>): Set<string> {
  const found = new Set<string>();
  const open = [...entries];
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    if (found.has(path)) continue;
    found.add(path);
    for (const [, , target = ''] of readFileSync(join(made, path), 'utf8').matchAll(IMPORT)) {
      const next = targetOf(path, target, inside);
      if (next !== undefined) open.push(next);
    }
  }
  return found;
}

function targetOf(from: string, target: string, inside: Record<string, string>): string | undefined {
  if (target.startsWith('.')) return declarationOf(join(dirname(from), target));
  const folder = inside[target];
  return folder === undefined ? undefined : join(folder, 'src/index.d.ts');
}

/** Imports that users can resolve: of `.js` beside the declaration, also where the code imports another workspace. */
function rewritten(text: string, path: string, inside: Record<string, string>, inPackage: (path: string) => string) {
  return text.replace(IMPORT, (whole, before: string, target: string, after: string) => {
    const next = targetOf(path, target, inside);
    if (next === undefined) return whole;
    const way = relative(dirname(inPackage(path)), inPackage(next)).replace(/\.d\.ts$/, '.js');
    return `${before}${way.startsWith('.') ? way : `./${way}`}${after}`;
  });
}
