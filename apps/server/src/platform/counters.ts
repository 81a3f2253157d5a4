/**
 * Counts what this process did since it started (`inbox.accepted`, `inbox.refused` …). Counters answer "did anything
 * happen?" exactly, which neither a log nor a pause can.
 */
export type Counters = {
  add(name: string, by?: number): void;
  all(): Record<string, number>;
};

export function createCounters(): Counters {
  const counts = new Map<string, number>();
  return {
    add(name, by = 1) {
      counts.set(name, (counts.get(name) ?? 0) + by);
    },
    all: () => Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}
