import { randomBytes } from 'node:crypto';
import { chmod, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Replaces a file in one step: after a power cut it holds either the old or the new content, never half of one.
 * Readable for the owner only.
 */
export async function writeFileAtomically(file: string, content: string): Promise<void> {
  const temporary = `${file}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    const handle = await open(temporary, 'wx', 0o600);
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncFolder(dirname(file));
}

/** Makes renames inside a folder survive a power cut. Windows has no such call and needs none. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** The text of a file, or undefined when there is none. Other errors are thrown. */
export async function readTextIfPresent(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/**
 * Reads a JSON file that this agent wrote. Missing, unreadable as JSON or not understood by `parse` all give undefined;
 * the latter two keep the bad file beside (`.corrupt`) and tell `onCorrupt`, since the agent must start without it.
 */
export async function readState<T>(
  file: string,
  parse: (raw: unknown) => T | undefined,
  onCorrupt: (file: string) => void,
): Promise<T | undefined> {
  const text = await readTextIfPresent(file);
  if (text === undefined) return undefined;
  const value = parse(parseJson(text));
  if (value !== undefined) return value;
  onCorrupt(file);
  await rename(file, `${file}.corrupt`);
  return undefined;
}

/** Keeps everyone but the owner out of a file that may have been made with wider rights. */
export const restrictToOwner = (file: string): Promise<void> => chmod(file, 0o600);

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
