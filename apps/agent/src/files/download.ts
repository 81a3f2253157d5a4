import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { FILE_URL_PATH, type FileAssetConfig, parseFileUrlAnswer } from '@thingdock/device-protocol';
import { reasonOf } from '../platform/errors.ts';
import { FileError } from './file-error.ts';

/** Where the device asks, and with which token. */
export type Source = { baseUrl: string; token: string };

/** How long the control plane may think, and how long a download may stand still. */
const PATIENCE_MS = 30_000;

/**
 * Asks for the address of a file. Rejects with FileError (`unauthorized` is told apart, since a new token may help), or
 * with the signal's reason. The address is itself the permission and appears in no error and no log.
 */
export async function askForFileUrl(
  key: string,
  { baseUrl, token }: Source,
  { signal, onUnauthorized }: { signal: AbortSignal; onUnauthorized(): void },
): Promise<string> {
  try {
    const answer = await fetch(`${baseUrl}${FILE_URL_PATH}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        accept: 'application/json',
      },
      body: JSON.stringify({ key }),
      signal: AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]),
    });
    if (answer.status === 401) onUnauthorized();
    if (!answer.ok) throw new Error(await refusal(answer));
    const url = parseFileUrlAnswer(await answer.json());
    if (!url.ok) throw new Error(url.problem);
    return url.value;
  } catch (error) {
    signal.throwIfAborted();
    throw new FileError(`Failed to acquire asset: no address was given for it: ${reasonOf(error)}`, { retry: true });
  }
}

/** The control plane's own words, where it gave any. */
async function refusal(answer: Response): Promise<string> {
  const text = (await answer.text()).slice(0, 2_000);
  try {
    const { message, detail } = JSON.parse(text) as { message?: unknown; detail?: unknown };
    for (const words of [message, detail]) if (typeof words === 'string') return `HTTP ${answer.status}, ${words}`;
  } catch {
    // Not JSON: the status has to do.
  }
  return `HTTP ${answer.status}`;
}

/** Writes a file as it comes, and compares it with what it should be. Rejects with FileError or the signal's reason. */
export async function downloadFile(
  url: string,
  file: string,
  { size, integrity }: Pick<FileAssetConfig, 'size' | 'integrity'>,
  signal: AbortSignal,
): Promise<void> {
  try {
    const { bytes, digest } = await stream(url, file, size, signal);
    if (bytes !== size) throw new Mismatch(`expected ${size} bytes, got ${bytes > size ? 'more' : bytes}`);
    if (digest !== integrity)
      throw new Mismatch(`File integrity mismatch: expected:${integrity}, calculated:${digest}`);
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof Mismatch) throw new FileError(`Failed to verify asset: ${error.message}`, { retry: true });
    throw new FileError(`Failed to acquire asset: ${reasonOf(error)}`, { retry: true });
  }
}

class Mismatch extends Error {}

async function stream(url: string, file: string, size: number, signal: AbortSignal) {
  const stalled = new AbortController();
  const watch = setTimeout(() => stalled.abort(new Error('the download stood still')), PATIENCE_MS);
  const handle = await open(file, 'w', 0o600);
  try {
    const answer = await fetch(url, { signal: AbortSignal.any([signal, stalled.signal]) });
    if (!answer.ok) throw new Error(`the download was answered with HTTP ${answer.status}`);
    const hash = createHash('sha256');
    let bytes = 0;
    for await (const chunk of answer.body ?? []) {
      watch.refresh();
      bytes += chunk.length;
      if (bytes > size) return { bytes, digest: '' };
      hash.update(chunk);
      await handle.writeFile(chunk);
    }
    await handle.sync();
    return { bytes, digest: hash.digest('base64') };
  } finally {
    clearTimeout(watch);
    await handle.close();
  }
}
