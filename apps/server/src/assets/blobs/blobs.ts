import type { Hash } from 'node:crypto';
import type { Readable } from 'node:stream';

/** First and last byte, both included, as in a `Range` header. */
export type Span = { start: number; end: number };

/** What is written of a partial content now. Rejects with the fault `disk_full` when there is no room. */
export type PartialWriter = {
  /** Resolves when the system has taken the bytes: whoever sends them waits for that. */
  write(chunk: Uint8Array): Promise<void>;
  /** Resolves when everything written would survive a power cut. */
  sync(): Promise<void>;
  close(): Promise<void>;
};

/**
 * Where contents of files lie. A content is named by its SHA-256 (base64), never changes, and is there whole or not at
 * all. Until it is whole it is a partial one, named by the id of its upload.
 */
export type Blobs = {
  /** Writes a partial content from byte `at` on. Throws `upload_lost` when what comes before is not there any more. */
  openPartial(id: string, at: number): Promise<PartialWriter>;
  /** The SHA-256 so far, over the first `length` bytes of a partial content, to be continued. Throws `upload_lost`. */
  hashPartial(id: string, length: number): Promise<Hash>;
  /** Makes a whole content of a partial one. Harmless to repeat. Throws `upload_lost` when there is neither. */
  keep(id: string, sha256: string): Promise<void>;
  /** Ids of all partial contents. */
  partials(): Promise<string[]>;
  /** Forgets a partial content, if there is one. */
  discard(id: string): Promise<void>;
  /** Opens a content, or a part of it. Rejects when it is not there. */
  read(sha256: string, span: Span | undefined): Promise<Readable>;
  remove(sha256: string): Promise<void>;
  /** Bytes that there is room for. */
  room(): Promise<number>;
};
