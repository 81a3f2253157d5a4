import type { Table } from '../stand-in.ts';

/** Called for every change; no value: the key was deleted. */
export type OnChange = (key: string, value?: unknown) => void;

/** A table and the way in for what was read back at the start, which is not a change. */
export type StoredTable = Table<unknown> & { restore(key: string, value?: unknown): void; readonly size: number };

export function createTable(onChange: OnChange): StoredTable {
  const rows = new Map<string, unknown>();
  let order: string[] | undefined;

  const put = (key: string, value: unknown) => {
    if (!rows.has(key)) order = undefined;
    rows.set(key, value);
  };
  const drop = (key: string) => {
    const found = rows.delete(key);
    if (found) order = undefined;
    return found;
  };

  return {
    get: (key) => rows.get(key),
    has: (key) => rows.has(key),
    set(key, value) {
      onChange(key, value);
      put(key, value);
    },
    delete(key) {
      if (rows.has(key)) onChange(key);
      return drop(key);
    },
    entries(prefix = '') {
      order ??= [...rows.keys()].sort();
      const found: [string, unknown][] = [];
      for (let at = lowerBound(order, prefix); at < order.length; at += 1) {
        const key = order[at] ?? '';
        if (!key.startsWith(prefix)) break;
        found.push([key, rows.get(key)]);
      }
      return found;
    },
    restore: (key, value) => (value === undefined ? void drop(key) : put(key, value)),
    get size() {
      return rows.size;
    },
  };
}

/** The index of the first key that is not smaller than `wanted`. */
function lowerBound(sorted: readonly string[], wanted: string): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? '') < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}
