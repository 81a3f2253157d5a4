import type { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** Bytes that are answered as they are read: how many, a name for exactly these, and how to read some of them. */
export type Content = {
  size: number;
  etag: string;
  /** `undefined`: all of it; else first and last byte, both included. */
  read(span: { start: number; end: number } | undefined): Promise<Readable>;
};

/** Streams a content, or the part of it that `Range` asks for (RFC 9110, 14.2: one range of bytes; others are ignored). */
export async function sendContent(request: FastifyRequest, reply: FastifyReply, content: Content) {
  const { size, etag } = content;
  reply.header('accept-ranges', 'bytes').header('etag', `"${etag}"`).type('application/octet-stream');
  const span = wantedSpan(request, content);
  if (span === 'none') return reply.status(416).header('content-range', `bytes */${size}`).send('');
  const length = span ? span.end - span.start + 1 : size;
  if (span) reply.status(206).header('content-range', `bytes ${span.start}-${span.end}/${size}`);
  return reply.header('content-length', length).send(await content.read(span));
}

function wantedSpan({ headers }: FastifyRequest, { size, etag }: Content) {
  const [, from = '', to = ''] = /^bytes=(\d*)-(\d*)$/.exec(headers.range ?? '') ?? [];
  if (from === '' && to === '') return undefined;
  // The rest of something else would make a broken file.
  const condition = headers['if-range'];
  if (condition !== undefined && condition !== `"${etag}"`) return undefined;
  const start = from === '' ? Math.max(0, size - Number(to)) : Number(from);
  const end = from === '' || to === '' ? size - 1 : Math.min(Number(to), size - 1);
  return start > end ? 'none' : { start, end };
}

/** The header `content-disposition` of what is saved under a name. RFC 6266: a plain name for old clients, and the real one in UTF-8. */
export function attachment(filename: string): string {
  const plain = filename.replaceAll(/[^\w. -]/g, '_');
  const encoded = encodeURIComponent(filename).replaceAll(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16)}`);
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`;
}
