import type { Plugin } from 'vite';

const FILES = /\/packages\/api\/src\/(schemas|routes)\/\w+\.ts$/;
const SENTENCES = /\b(description|summary):\s*'(?:[^'\\]|\\.)*'/g;

/** Leaves out the sentences of the API's contract, which a browser never shows: they are a tenth of what it would load. */
export function noDescriptions(): Plugin {
  const found = { schemas: 0, routes: 0 };
  return {
    name: 'thingdock:no-descriptions',
    apply: 'build',
    enforce: 'pre',
    transform(code, id) {
      const folder = FILES.exec(id)?.[1] as keyof typeof found | undefined;
      if (!folder) return null;
      const without = code.replaceAll(SENTENCES, (_all, member) => {
        found[folder] += 1;
        return `${member}: ''`;
      });
      return { code: without, map: null };
    },
    buildEnd(error) {
      // A folder that moved would be noticed by nobody.
      for (const [folder, sentences] of Object.entries(found))
        if (!error && sentences === 0) this.error(`No sentence was found in packages/api/src/${folder}. Did it move?`);
    },
  };
}
