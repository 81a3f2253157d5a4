import { Fault, fileContentPath } from '@thingdock/api';
import { attachment, type Gate, type HttpServer, sendContent } from '../../platform/http/index.ts';
import type { FileDeps } from './add-version.ts';
import { fileVersionNumber } from './routes.ts';
import * as store from './store.ts';

type Deps = Pick<FileDeps, 'database' | 'blobs'>;

/** Where members read the content of a version. It is never shown by a browser, only saved. */
export function registerFileContent(server: HttpServer, { database, blobs }: Deps, gate: Gate): void {
  const url = fileContentPath(':fileId', 0).replace('/0/', '/:number/');
  server.get(url, { exposeHeadRoute: false }, async (request, reply) => {
    const params = request.params as { fileId: string; number: string };
    await gate.enter('files.get', request);
    const version = await store.findVersion(database.root, params.fileId, fileVersionNumber(params.number));
    if (!version) throw new Fault('not_found', { details: { what: 'version of this file' } });
    const { filename, size, sha256 } = version;
    reply
      .header('cache-control', 'private, no-store')
      .header('content-disposition', attachment(filename))
      .header('content-security-policy', "default-src 'none'; sandbox");
    return sendContent(request, reply, { size, etag: sha256, read: (span) => blobs.read(sha256, span) });
  });
}
