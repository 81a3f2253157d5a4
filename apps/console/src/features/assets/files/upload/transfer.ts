import { UPLOAD_PART_LIMIT, type Upload } from '@thingdock/api';

export type Part = { uploadId: string; offset: number; body: Blob };
export type SendOptions = { signal: AbortSignal; onProgress: (bytes: number) => void };

/** The server has another number of bytes than was thought: after a break, or when another tab sends the same. */
export class OffsetRefused extends Error {}
/** No answer came; the network may come back. */
export class Unreachable extends Error {}

export type TransferDeps = {
  send(part: Part, options: SendOptions): Promise<Upload>;
  look(uploadId: string, signal: AbortSignal): Promise<Upload>;
  sleep(ms: number, signal: AbortSignal): Promise<void>;
};

export type TransferEvents = {
  signal: AbortSignal;
  /** Bytes that arrived, those of the part under way included. */
  onProgress(received: number): void;
  /** The network is away, or back. */
  onWaiting(waiting: boolean): void;
};

const PAUSE_MIN_MS = 500;
const PAUSE_MAX_MS = 15_000;

/**
 * Sends what the server has not got yet, part by part, and goes on by itself after breaks of the network. Resolves with the
 * upload once all of it arrived; throws when the server refuses it, and an `AbortError` when it is paused.
 */
export async function transfer(file: Blob, begun: Upload, deps: TransferDeps, events: TransferEvents): Promise<Upload> {
  const { signal, onProgress, onWaiting } = events;
  let upload = begun;
  let pause = PAUSE_MIN_MS;
  let refused = -1;
  while (upload.received < upload.size) {
    signal.throwIfAborted();
    const offset = upload.received;
    const body = file.slice(offset, Math.min(offset + UPLOAD_PART_LIMIT, upload.size));
    try {
      upload = await deps.send(
        { uploadId: upload.id, offset, body },
        { signal, onProgress: (bytes) => onProgress(offset + bytes) },
      );
      pause = PAUSE_MIN_MS;
      onWaiting(false);
    } catch (error) {
      if (error instanceof OffsetRefused && refused !== offset) {
        refused = offset;
        upload = await deps.look(upload.id, signal);
      } else if (error instanceof Unreachable) {
        onWaiting(true);
        await deps.sleep(pause, signal);
        pause = Math.min(pause * 2, PAUSE_MAX_MS);
        upload = (await lookAgain(upload, deps, signal)) ?? upload;
      } else throw error;
    }
    onProgress(upload.received);
  }
  return upload;
}

/** How far it is after a break; a part may have arrived although its answer did not. */
async function lookAgain(upload: Upload, deps: TransferDeps, signal: AbortSignal): Promise<Upload | undefined> {
  try {
    return await deps.look(upload.id, signal);
  } catch (error) {
    if (error instanceof Unreachable) return undefined;
    throw error;
  }
}
