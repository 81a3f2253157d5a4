import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync, constants as zlib } from 'node:zlib';
import type { Plugin } from 'vite';

const TEXT = /\.(js|css|svg|json)$/;
/** Smaller files do not get smaller in a way that a network notices. */
const WORTH_IT = 1_000;

/** Lays a `.br` and a `.gz` beside every text file, so that the server never compresses while somebody waits. */
export function compress(): Plugin {
  return {
    name: 'thingdock:compress',
    apply: 'build',
    // Once everything is written: before that, other plugins still change the code.
    writeBundle({ dir = '' }, bundle) {
      for (const [fileName, output] of Object.entries(bundle)) {
        const content = Buffer.from(output.type === 'chunk' ? output.code : output.source);
        if (!TEXT.test(fileName) || content.length < WORTH_IT) continue;
        const quality = { params: { [zlib.BROTLI_PARAM_QUALITY]: 9 } };
        writeFileSync(join(dir, `${fileName}.br`), brotliCompressSync(content, quality));
        writeFileSync(join(dir, `${fileName}.gz`), gzipSync(content, { level: 9 }));
      }
    },
  };
}
