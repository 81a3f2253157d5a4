/** Why a file could not be deployed or removed, in words for the person who wanted it. */
export class FileError extends Error {
  /** Whether another attempt can help. */
  readonly retry: boolean;

  constructor(message: string, { retry }: { retry: boolean }) {
    super(message);
    this.retry = retry;
  }
}
