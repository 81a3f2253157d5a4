import { ApiError, type Upload } from '@thingdock/api';
import { useSyncExternalStore } from 'react';
import { api } from '../../../../platform/api.ts';
import { forgetUpload, rememberedUploads, rememberUpload } from './remembered.ts';
import { sendPart } from './send-part.ts';
import { type TransferDeps, transfer, Unreachable } from './transfer.ts';

/** `needs-file`: begun before the page was loaded again; the browser gives the file only when it is chosen anew. */
export type UploadState = 'sending' | 'waiting' | 'paused' | 'needs-file' | 'done' | 'failed';
export type Uploading = {
  upload: Upload;
  projectId: string;
  /** The file that it is to be a version of. */
  fileId: string | undefined;
  state: UploadState;
  /** Bytes that arrived, those under way included. */
  sent: number;
  file: File | undefined;
  error: unknown;
};

const running = new Map<string, AbortController>();
const listeners = new Set<() => void>();
let known: ReadonlyMap<string, Uploading> = new Map();

function put(id: string, changed: Partial<Uploading>): void {
  const before = known.get(id);
  if (before) known = new Map(known).set(id, { ...before, ...changed });
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The uploads of this browser; they go on while one looks at other pages. */
export const useUploads = (): ReadonlyMap<string, Uploading> => useSyncExternalStore(subscribe, () => known);

/** Begins to upload; throws what the server says against it. */
export async function startUpload(projectId: string, file: File, fileId?: string): Promise<string> {
  const upload = await api.call('uploads.start', {
    params: { projectId },
    body: { filename: file.name, size: file.size },
  });
  const { name: filename, size, lastModified } = file;
  rememberUpload({ id: upload.id, projectId, fileId, filename, size, lastModified });
  known = new Map(known).set(upload.id, { upload, projectId, fileId, state: 'sending', sent: 0, file, error: null });
  void run(upload.id, file);
  return upload.id;
}

export function pauseUpload(id: string): void {
  running.get(id)?.abort();
  put(id, { state: 'paused', sent: known.get(id)?.upload.received ?? 0 });
}

/** Goes on; with the file where the browser does not have it any more. */
export function resumeUpload(id: string, file = known.get(id)?.file): void {
  if (!file) return;
  put(id, { state: 'sending', file, error: null });
  void run(id, file);
}

/** Gives it up, here and at the server. */
export async function cancelUpload(id: string): Promise<void> {
  running.get(id)?.abort();
  dropUpload(id);
  await api.call('uploads.cancel', { params: { uploadId: id } });
}

/** It became a file: there is nothing more to tell of it. */
export function dropUpload(id: string): void {
  forgetUpload(id);
  const rest = new Map(known);
  rest.delete(id);
  known = rest;
  for (const listener of listeners) listener();
}

/** Takes in the uploads that were begun before the page was loaded again. */
export async function recallUploads(projectId: string): Promise<void> {
  const ours = rememberedUploads().filter((it) => it.projectId === projectId && !known.has(it.id));
  await Promise.all(ours.map(({ id }) => recallUpload(projectId, id)));
}

/** Takes in one upload by its id; `false` when the server has it no more. */
export async function recallUpload(projectId: string, id: string): Promise<boolean> {
  if (known.has(id)) return true;
  try {
    const upload = await api.call('uploads.get', { params: { uploadId: id } });
    if (known.has(id)) return true;
    const state = upload.sha256 === null ? 'needs-file' : 'done';
    const fileId = rememberedUploads().find((it) => it.id === id)?.fileId;
    const recalled = { upload, projectId, fileId, state, sent: upload.received, file: undefined, error: null } as const;
    known = new Map(known).set(id, recalled);
    for (const listener of listeners) listener();
    return true;
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 404) throw error;
    forgetUpload(id);
    return false;
  }
}

async function run(id: string, file: File): Promise<void> {
  const stopping = new AbortController();
  running.get(id)?.abort();
  running.set(id, stopping);
  const { signal } = stopping;
  const isMine = () => running.get(id) === stopping && !signal.aborted;
  try {
    const begun = await deps.look(id, signal);
    const done = await transfer(file, begun, deps, {
      signal,
      onProgress: (sent) => isMine() && put(id, { sent }),
      onWaiting: (waiting) => isMine() && put(id, { state: waiting ? 'waiting' : 'sending' }),
    });
    // The last part is hashed before it is answered; an empty file has no part at all.
    const upload = done.sha256 === null ? await deps.look(id, signal) : done;
    if (isMine()) put(id, { state: 'done', upload, sent: upload.received });
  } catch (error) {
    if (isMine()) put(id, { state: 'failed', error });
  } finally {
    if (running.get(id) === stopping) running.delete(id);
  }
}

const deps: TransferDeps = {
  async send(part, options) {
    const upload = await sendPart(part, options);
    put(upload.id, { upload });
    return upload;
  },
  async look(uploadId, signal) {
    try {
      return await api.call('uploads.get', { params: { uploadId }, signal });
    } catch (error) {
      if (error instanceof TypeError) throw new Unreachable(error.message);
      throw error;
    }
  },
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(resolve, ms);
      signal.addEventListener(
        'abort',
        () => {
          clearTimeout(timer);
          reject(signal.reason);
        },
        { once: true },
      );
    }),
};
