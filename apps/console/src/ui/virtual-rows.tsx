import { useVirtualizer, useWindowVirtualizer, type VirtualItem } from '@tanstack/react-virtual';
import { type ReactNode, type RefObject, useImperativeHandle, useLayoutEffect, useRef, useState } from 'react';
import classes from './table.module.css';

const ROW_HEIGHT = 36;
/** Rows kept above and below what is visible, so that quick scrolling finds them ready. */
const OVERSCAN = 12;

export type RowsHandle = { scrollTo(index: number): void };

type Props<T> = {
  rows: readonly T[];
  columns: number;
  rowKey: (row: T) => string;
  children: (row: T, index: number) => ReactNode;
  handle?: RefObject<RowsHandle | null>;
};

/** The body of a table of which only the visible rows exist, however many there are. The page scrolls. */
export function VirtualRows<T>({ handle, ...props }: Props<T>) {
  const body = useRef<HTMLTableSectionElement>(null);
  const [margin, setMargin] = useState(0);
  useLayoutEffect(() => {
    if (body.current) setMargin(body.current.getBoundingClientRect().top + window.scrollY);
  }, []);
  const virtual = useWindowVirtualizer({
    count: props.rows.length,
    estimateSize: () => ROW_HEIGHT,
    overscan: OVERSCAN,
    scrollMargin: margin,
  });
  useImperativeHandle(handle, () => ({ scrollTo: (index) => virtual.scrollToIndex(index, { align: 'auto' }) }));
  return (
    <tbody ref={body}>
      <Window {...props} items={virtual.getVirtualItems()} total={virtual.getTotalSize()} margin={margin} />
    </tbody>
  );
}

/** The same inside an element that scrolls by itself. */
export function VirtualRowsIn<T>({ scroller, ...props }: Props<T> & { scroller: HTMLElement | null }) {
  const virtual = useVirtualizer({
    count: props.rows.length,
    estimateSize: () => ROW_HEIGHT,
    overscan: OVERSCAN,
    getScrollElement: () => scroller,
  });
  return (
    <tbody>
      <Window {...props} items={virtual.getVirtualItems()} total={virtual.getTotalSize()} margin={0} />
    </tbody>
  );
}

type WindowProps<T> = Omit<Props<T>, 'handle'> & { items: VirtualItem[]; total: number; margin: number };

function Window<T>({ rows, columns, rowKey, children, items, total, margin }: WindowProps<T>) {
  const before = (items[0]?.start ?? margin) - margin;
  const after = Math.max(0, total - ((items.at(-1)?.end ?? margin) - margin));
  return (
    <>
      <Spacer height={before} columns={columns} />
      {items.map(({ index }) => {
        const row = rows[index];
        return row === undefined ? null : <Keyed key={rowKey(row)}>{children(row, index)}</Keyed>;
      })}
      <Spacer height={after} columns={columns} />
    </>
  );
}

const Keyed = ({ children }: { children: ReactNode }) => children;

function Spacer({ height, columns }: { height: number; columns: number }) {
  if (height <= 0) return null;
  return (
    <tr className={classes.spacer}>
      <td colSpan={columns} style={{ height }} />
    </tr>
  );
}
