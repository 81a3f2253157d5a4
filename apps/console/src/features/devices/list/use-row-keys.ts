import { type RefObject, useState } from 'react';
import { useKeys } from '../../../ui/use-keys.ts';
import type { RowsHandle } from '../../../ui/virtual-rows.tsx';

type Options = {
  count: number;
  rows: RefObject<RowsHandle | null>;
  onToggle: (index: number) => void;
  onOpen: (index: number) => void;
};

/** `j` and `k` move a cursor over the rows, `x` selects, Enter opens. Returns where the cursor is. */
export function useRowKeys({ count, rows, onToggle, onOpen }: Options): number | undefined {
  const [cursor, setCursor] = useState<number>();
  const at = cursor === undefined || count === 0 ? undefined : Math.min(cursor, count - 1);

  function move(step: number): void {
    if (count === 0) return;
    const next = at === undefined ? 0 : Math.min(count - 1, Math.max(0, at + step));
    setCursor(next);
    rows.current?.scrollTo(next);
  }

  useKeys([
    ['j', () => move(1)],
    ['k', () => move(-1)],
    ['x', () => at !== undefined && onToggle(at)],
    ['Enter', () => at !== undefined && onOpen(at)],
    ['Escape', () => setCursor(undefined)],
  ]);
  return at;
}
