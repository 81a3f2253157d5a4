/** An upload that was begun in this browser and may be gone on with after the page was loaded again. */
export type Remembered = {
  id: string;
  projectId: string;
  /** The file that it is to be a version of. */
  fileId: string | undefined;
  filename: string;
  size: number;
  lastModified: number;
};

const KEY = 'thingdock.uploads';

export function rememberedUploads(): Remembered[] {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]');
    return Array.isArray(value) ? (value as Remembered[]) : [];
  } catch {
    // Whatever wrote it, it was not this console.
    return [];
  }
}

const write = (uploads: readonly Remembered[]) => localStorage.setItem(KEY, JSON.stringify(uploads));

export const rememberUpload = (upload: Remembered): void =>
  write([...rememberedUploads().filter(({ id }) => id !== upload.id), upload]);

export const forgetUpload = (uploadId: string): void => write(rememberedUploads().filter(({ id }) => id !== uploadId));

/** Whether a file that is chosen again is the one whose upload was begun. */
export const isSameFile = (
  file: Pick<File, 'name' | 'size' | 'lastModified'>,
  known: Pick<Remembered, 'filename' | 'size' | 'lastModified'>,
): boolean => file.name === known.filename && file.size === known.size && file.lastModified === known.lastModified;
