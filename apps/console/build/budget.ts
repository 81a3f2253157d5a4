import { gzipSync } from 'node:zlib';
import type { Plugin, Rolldown } from 'vite';

type Chunk = Rolldown.OutputChunk;
type Chunks = ReadonlyMap<string, Chunk>;

/**
 * Prints what a first visit loads of JavaScript, gzipped: the entry with all that it imports at once, and the heaviest of
 * the pages that it may open. Fails the build when that is more than `limit` bytes.
 */
export function budget({ limit }: { limit: number }): Plugin {
  return {
    name: 'thingdock:budget',
    apply: 'build',
    writeBundle(_options, bundle) {
      const chunks = Object.values(bundle).filter((output) => output.type === 'chunk');
      const byName: Chunks = new Map(chunks.map((chunk) => [chunk.fileName, chunk]));
      const entry = chunks.filter(({ isEntry }) => isEntry).flatMap((chunk) => [...closure(chunk, byName)]);
      // What a page itself opens later, at the press of a button, is not among them.
      const opened = new Set(entry.flatMap(({ dynamicImports }) => dynamicImports));
      const pages = chunks
        .filter(({ fileName }) => opened.has(fileName))
        .map((page) => ({ page, size: gzipped(new Set([...entry, ...closure(page, byName)])) }))
        .sort((a, b) => b.size - a.size);
      const heaviest = pages[0]?.size ?? gzipped(entry);
      this.info(
        `first load of JavaScript (gzip): ${kB(gzipped(entry))} and the page, together at most ${kB(heaviest)} ` +
          `(${pages[0]?.page.name}); limit ${kB(limit)}`,
      );
      if (heaviest > limit) this.error(`The first load is ${kB(heaviest)} of JavaScript; the limit is ${kB(limit)}.`);
    },
  };
}

const kB = (bytes: number) => `${(bytes / 1_000).toFixed(1)} kB`;

function gzipped(chunks: Iterable<Chunk>): number {
  return [...chunks].reduce((sum, { code }) => sum + gzipSync(code, { level: 9 }).length, 0);
}

/** A chunk and everything that it imports at once. */
function closure(chunk: Chunk, byName: Chunks, found: Set<Chunk> = new Set()): Set<Chunk> {
  if (found.has(chunk)) return found;
  found.add(chunk);
  for (const name of chunk.imports) {
    const imported = byName.get(name);
    if (imported) closure(imported, byName, found);
  }
  return found;
}
