import type { IncomingMessage, ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { Check, Errors } from 'typebox/value';
import {
  Fault,
  fileContentPath,
  logArchivePath,
  toProblem,
  UPLOAD_PART_LIMIT,
  Upload,
  uploadPartPath,
} from '../src/index.ts';

export type Part = {
  uploadId: string;
  offset: number;
  bytes: Uint8Array;
  /** Breaks the connection off, as a network does. */
  cut(): void;
};

/** The routes that carry bytes and stand beside the table. */
export type ByteHandlers = {
  part?: (part: Part) => Upload | undefined;
  content?: (fileId: string, number: number) => Uint8Array;
  archive?: (projectId: string, query: Record<string, string>) => Uint8Array;
};

const PART = new RegExp(`^${uploadPartPath('([^/]+)')}$`);
const ARCHIVE = new RegExp(`^${logArchivePath('([^/]+)')}$`);
const CONTENT = new RegExp(`^${fileContentPath('([^/]+)', 0).replace('/0/', '/(\\d+)/')}$`);

/** Answers a request for bytes; false when it is another. */
export async function answerBytes(
  { bytes, violations }: { bytes: ByteHandlers; violations: string[] },
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  const url = new URL(request.url ?? '/', 'http://contract.test');
  const [, uploadId] = PART.exec(url.pathname) ?? [];
  const [, projectId] = ARCHIVE.exec(url.pathname) ?? [];
  const [, fileId, number] = CONTENT.exec(url.pathname) ?? [];
  try {
    if (request.method === 'PUT' && uploadId && bytes.part) {
      const offset = Number(url.searchParams.get('offset') ?? Number.NaN);
      const sent = await buffer(request);
      const type = request.headers['content-type'];
      if (!Number.isSafeInteger(offset) || sent.length > UPLOAD_PART_LIMIT || type !== 'application/octet-stream')
        violations.push(`part of ${uploadId}: ${type}, ${sent.length} bytes at ${url.search}`);
      const cut = () => request.socket.destroy();
      const answer = bytes.part({ uploadId, offset, bytes: sent, cut });
      if (!answer) return true;
      if (!Check(Upload, answer)) violations.push(`answer of a part: ${JSON.stringify(Errors(Upload, answer))}`);
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
      return true;
    }
    if (request.method !== 'GET') return false;
    const answer =
      (fileId && bytes.content?.(fileId, Number(number))) ||
      (projectId && bytes.archive?.(projectId, Object.fromEntries(url.searchParams)));
    if (!answer) return false;
    response.writeHead(200).end(answer);
    return true;
  } catch (error) {
    const fault = error instanceof Fault ? error : new Fault('internal', { cause: error });
    if (!(error instanceof Fault)) violations.push(String(error));
    const text = JSON.stringify(toProblem(fault, 'request-1'));
    response.writeHead(fault.status, { 'content-type': 'application/problem+json' }).end(text);
    return true;
  }
}
