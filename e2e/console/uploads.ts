import type { IncomingMessage, ServerResponse } from 'node:http';
import { Fault, toProblem, type Upload } from '@thingdock/api';

/** The parts of uploads, which the table of routes has not: kept as a count of bytes. */
export type PartTaker = {
  readonly uploads: Map<string, Upload>;
  /** Resolves when the part may be read; a test holds parts back with it. */
  gate: () => Promise<void>;
  /** Bytes of parts that were answered, in order. */
  readonly taken: { uploadId: string; offset: number; size: number }[];
  take(request: IncomingMessage, response: ServerResponse): Promise<void>;
};

const PART = /^\/api\/uploads\/([^/]+)\/content$/;

export const isPart = ({ method, url = '' }: IncomingMessage): boolean =>
  method === 'PUT' && PART.test(new URL(url, 'http://console.test').pathname);

export function createPartTaker(): PartTaker {
  const uploads = new Map<string, Upload>();
  const taken: PartTaker['taken'] = [];
  const taker: PartTaker = {
    uploads,
    taken,
    gate: async () => {},
    async take(request, response) {
      const url = new URL(request.url ?? '/', 'http://console.test');
      const upload = uploads.get(PART.exec(url.pathname)?.[1] ?? '');
      const offset = Number(url.searchParams.get('offset'));
      await taker.gate();
      let size = 0;
      try {
        for await (const chunk of request) size += (chunk as Buffer).length;
      } catch {
        // It was paused: half a part counts for nothing.
        return;
      }
      if (!upload)
        return answer(response, 404, toProblem(new Fault('not_found', { details: { what: 'upload' } }), 'request-1'));
      if (upload.received !== offset)
        return answer(response, 409, { code: 'upload_offset', detail: 'another part is next' });
      const received = offset + size;
      const after = {
        ...upload,
        received,
        sha256: received === upload.size ? 'T1PNoYwrqgwDVLtfmjtLlxfRZ8TSJnLE8HJcmmDx6gY=' : null,
      };
      uploads.set(upload.id, after);
      taken.push({ uploadId: upload.id, offset, size });
      answer(response, 200, after);
    },
  };
  return taker;
}

function answer(response: ServerResponse, status: number, value: unknown): void {
  const type = status < 400 ? 'application/json' : 'application/problem+json';
  response.writeHead(status, { 'content-type': type }).end(JSON.stringify(value));
}
