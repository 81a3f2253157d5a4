import { Readable } from 'node:stream';
import { ZipFile } from 'yazl';
import type { Executor } from '../../platform/db/index.ts';
import { createPaths } from './names.ts';
import * as store from './store.ts';

/** Files whose events are read at once; an upload is at most 256 KB. */
const AT_ONCE = 20;

/**
 * A ZIP archive of log files, made as it is read: only some files are in memory at a time. Ends with an error, and without its
 * last bytes, when the database fails.
 */
export function zipLogs(executor: Executor, project: string, files: readonly store.ExportedFile[]): Readable {
  const zip = new ZipFile();
  const pathOf = createPaths(project);
  const contentOf = createReader(executor, files);
  const output = zip.outputStream as Readable;
  zip.on('error', (error: Error) => output.destroy(error));
  for (const [index, file] of files.entries())
    zip.addReadStreamLazy(pathOf(file), { mtime: file.received_at }, (give) => {
      contentOf(index).then(
        (content) => give(null, Readable.from([content])),
        (error: unknown) => give(error, Readable.from([])),
      );
    });
  zip.end();
  return output;
}

/** Reads the contents of files one after the other, and those that follow along. */
function createReader(executor: Executor, files: readonly store.ExportedFile[]) {
  let read = 0;
  let events = new Map<string, store.ExportedEvent[]>();
  return async (index: number): Promise<Buffer> => {
    if (index >= read) {
      const some = files.slice(index, index + AT_ONCE).map(({ id }) => id);
      events = Map.groupBy(await store.listEventsOf(executor, some), (event) => event.file_id);
      read = index + some.length;
    }
    return Buffer.from(asSent(events.get(files[index]?.id ?? '') ?? []));
  };
}

/** In the words of agents: a JSON array with an event a line. */
function asSent(events: readonly store.ExportedEvent[]): string {
  const lines = events.map(({ at, level, source, message, extra }) =>
    JSON.stringify({ timestamp: at.toISOString(), level, message, context: source, ...extra }),
  );
  return lines.length === 0 ? '[]\n' : `[\n${lines.join(',\n')}\n]\n`;
}
