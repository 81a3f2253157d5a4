import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { type Entry, fromBuffer, type Options, type ZipFile } from 'yauzl';

const open = promisify(
  fromBuffer as (archive: Buffer, options: Options, done: (error: Error | null, zip: ZipFile) => void) => void,
);

/** What a ZIP archive holds: the content of each file by its path. Rejects for an archive that is cut off. */
export async function unzip(archive: ArrayBuffer | Uint8Array): Promise<Map<string, string>> {
  const zip = await open(Buffer.from(archive as Uint8Array), { lazyEntries: true });
  const found = new Map<string, string>();
  const { promise, resolve, reject } = Promise.withResolvers<Map<string, string>>();
  zip.on('error', reject);
  zip.on('end', () => resolve(found));
  zip.on('entry', (entry: Entry) =>
    zip.openReadStream(entry, (error, content) => {
      if (error) return reject(error);
      if (found.has(entry.fileName)) return reject(new Error(`${entry.fileName} is twice in the archive`));
      text(content).then((it) => {
        found.set(entry.fileName, it);
        zip.readEntry();
      }, reject);
    }),
  );
  zip.readEntry();
  return promise;
}
