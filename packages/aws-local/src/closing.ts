/** What has been begun and must be ended. Does what AsyncDisposableStack does, which Node 22 does not have. */
export type Closing = {
  defer(end: () => Promise<void> | void): void;
  /** Ends everything in the opposite order, whatever fails on the way; rejects with the first failure. A second call ends nothing again. */
  close(): Promise<void>;
};

export function createClosing(): Closing {
  const ends: (() => Promise<void> | void)[] = [];
  return {
    defer: (end) => void ends.push(end),
    async close() {
      const failures: unknown[] = [];
      for (let end = ends.pop(); end; end = ends.pop()) {
        try {
          await end();
        } catch (error) {
          failures.push(error);
        }
      }
      if (failures.length > 0) throw failures[0];
    },
  };
}
