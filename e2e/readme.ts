import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './system/program.ts';

/**
 * The commands that the README tells a user to type while `npm start` runs, as one shell script: its blocks marked `sh`, with
 * the default address and folder replaced by those at hand.
 */
export function readmeScript(at: { url: string; dataDir: string }): string {
  const text = readFileSync(join(ROOT, 'README.md'), 'utf8');
  const blocks = [...text.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block]) => block);
  return blocks.join('\n').replaceAll('http://127.0.0.1:8600', at.url).replaceAll('.data/', `${at.dataDir}/`);
}
