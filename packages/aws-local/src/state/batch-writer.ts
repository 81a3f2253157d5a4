import type { Logger } from '../stand-in.ts';
import type { Change, Journal } from './journal.ts';

/** Collects the changes of one turn and writes them together. After a failed write it takes nothing more, so that memory and file do not part further. */
export type BatchWriter = {
  /** Throws when an earlier write failed. */
  add(change: Change): void;
  /** Writes what has been added. Throws when this or an earlier write failed. */
  flush(): void;
};

export function createBatchWriter({ journal, log }: { journal: Pick<Journal, 'append'>; log: Logger }): BatchWriter {
  let batch: Change[] = [];
  let failure: Error | undefined;

  const write = () => {
    if (batch.length === 0 || failure) return;
    const changes = batch;
    batch = [];
    try {
      journal.append(changes);
    } catch (error) {
      failure = new Error('The state could not be written to the data folder; nothing changes any more.', {
        cause: error,
      });
      log.error({ event: 'state.write_failed', error }, failure.message);
    }
  };

  return {
    add(change) {
      if (failure) throw failure;
      if (batch.length === 0) queueMicrotask(write);
      batch.push(change);
    },
    flush() {
      write();
      if (failure) throw failure;
    },
  };
}
