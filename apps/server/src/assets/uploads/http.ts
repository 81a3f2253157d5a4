import type { Readable } from 'node:stream';
import { Fault, UPLOAD_PART_LIMIT, uploadPartPath } from '@thingdock/api';
import type { Gate, HttpServer } from '../../platform/http/index.ts';
import { toUpload } from './routes.ts';
import { type PartDeps, takePart } from './take-part.ts';

/** Takes parts of uploads, beside the table of routes since their bodies are bytes that are never held in memory. */
export function registerUploads(server: HttpServer, deps: PartDeps, gate: Gate): void {
  server.register(async (scope) => {
    scope.addContentTypeParser('application/octet-stream', (_request, payload, done) => done(null, payload));
    scope.put(uploadPartPath(':uploadId'), { bodyLimit: UPLOAD_PART_LIMIT }, async (request, reply) => {
      const params = request.params as { uploadId: string };
      await gate.enter('uploads.get', request);
      if (request.headers['content-type'] !== 'application/octet-stream')
        throw new Fault('malformed_request', { details: { reason: 'a part is sent as application/octet-stream' } });
      const offset = readOffset(request.query);
      const upload = await takePart(deps, params.uploadId, { offset, body: request.body as Readable });
      return reply.header('cache-control', 'no-store').send(toUpload(upload));
    });
  });
}

function readOffset(query: unknown): number {
  const { offset } = query as { offset?: unknown };
  if (typeof offset === 'string' && /^\d{1,10}$/.test(offset)) return Number(offset);
  throw new Fault('malformed_request', { details: { reason: 'the query has no offset, a whole number of bytes' } });
}
