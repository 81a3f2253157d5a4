import { gzipSync } from 'node:zlib';
import type { Plugin, Rolldown } from 'vite';

type Options = { limit: number };

/** Prints what a first visit loads of JavaScript, gzipped, and fails the build when it is too much. */
export function budget({ limit }: Options): Plugin {
  return {
    name: 'thingdock:budget',
    apply: 'build',
    generateBundle(_options, bundle) {
      const chunks = Object.values(bundle).filter((output) => output.type === 'chunk');
      const first = firstLoad(chunks);
      const size = first.reduce((sum, chunk) => sum + gzipSync(chunk.code, { level: 9 }).length, 0);
      const all = chunks.reduce((sum, chunk) => sum + gzipSync(chunk.code, { level: 9 }).length, 0);
      const kB = (bytes: number) => `${(bytes / 1_000).toFixed(1)} kB`;
      this.info(`first load ${kB(size)} of JavaScript (gzip), limit ${kB(limit)}; all pages together ${kB(all)}`);
      if (size > limit) this.error(`The first load is ${kB(size)} of JavaScript; the limit is ${kB(limit)}.`);
    },
  };
}

/** The entry and everything that it imports at once; pages that are loaded on demand do not count. */
function firstLoad(chunks: readonly Rolldown.OutputChunk[]): Rolldown.OutputChunk[] {
  const byName = new Map(chunks.map((chunk) => [chunk.fileName, chunk]));
  const found = new Set<Rolldown.OutputChunk>();
  const visit = (chunk: Rolldown.OutputChunk | undefined) => {
    if (!chunk || found.has(chunk)) return;
    found.add(chunk);
    for (const name of chunk.imports) visit(byName.get(name));
  };
  for (const chunk of chunks) if (chunk.isEntry) visit(chunk);
  return [...found];
}
