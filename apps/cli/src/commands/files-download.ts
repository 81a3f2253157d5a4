import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { command } from '../command.ts';
import { Failure } from '../failures.ts';
import { plural, printable } from '../output/table.ts';
import { type Content, saveBytes } from '../output/write.ts';
import { versionOf } from './file-text.ts';
import { FILE_ID } from './files-upload.ts';

export const downloadFile = command({
  summary: 'Save the content of a version',
  args: FILE_ID,
  options: {
    version: { kind: 'number', value: 'N', about: 'The version; the newest when absent' },
    out: { kind: 'text', value: 'FILE', about: 'Write it there, over what is there; under its own name when absent' },
  },
  async run({ args, options }, { call, fileContent, path }) {
    const fileId = args.id;
    const version = versionOf(await call('files.get', { params: { fileId } }), options.version);
    const file = path(options.out ?? basename(version.filename));
    const { number, sha256, size } = version;
    await save(await fileContent(fileId, number), file, { number, sha256 });
    const text = `Wrote version ${number} to ${printable(file)} (${plural(size, 'byte')}).`;
    return { json: { fileId, number, file, size, sha256 }, text };
  },
});

/** Refuses what is not what was uploaded. */
async function save(content: Content, path: string, { number, sha256 }: { number: number; sha256: string }) {
  const hash = createHash('sha256');
  async function* watched() {
    for await (const chunk of content) {
      hash.update(chunk);
      yield chunk;
    }
    if (hash.digest('base64') !== sha256) throw new Failure('download_differs', { details: { number } });
  }
  await saveBytes(path, watched());
}
