// Writes the pages of the documentation that are made from the code.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generatedPages } from './pages.ts';

for (const [path, text] of Object.entries(generatedPages())) {
  writeFileSync(join(import.meta.dirname, '../..', path), text);
  console.log(path);
}
