import { useVirtualizer, useWindowVirtualizer, type VirtualItem } from '@tanstack/react-virtual';
import {
  type ReactNode,
  type RefObject,
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import classes from './table.module.css';

const ROW_HEIGHT = 36;
/** Rows kept above and below what is visible, so that quick scrolling finds them ready. */
const OVERSCAN = 12;

export type RowsHandle = { scrollTo(index: number): void };

export type Measured = { ref: (row: HTMLTableRowElement | null) => void; 'data-index': number };

type Props<T> = {
  rows: readonly T[];
  rowKey: (row: T) => string;
  /** `measured` belongs on the row: some rows are higher than others, on a phone most of them. */
  children: (row: T, index: number, measured: Measured) => ReactNode;
  handle?: RefObject<RowsHandle | null>;
  /** Told which rows are seen, or nearly so, whenever that or the rows change. */
  onSeen?: ((first: number, last: number) => void) | undefined;
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
      <Window {...props} virtual={virtual} margin={margin} />
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
      <Window {...props} virtual={virtual} margin={0} />
    </tbody>
  );
}

type Virtual = {
  getVirtualItems(): VirtualItem[];
  getTotalSize(): number;
  measureElement(row: HTMLTableRowElement | null): void;
};

type WindowProps<T> = Omit<Props<T>, 'handle'> & { virtual: Virtual; margin: number };

function Window<T>({ rows, rowKey, children, virtual, margin, onSeen }: WindowProps<T>) {
  const items = virtual.getVirtualItems();
  const first = items[0]?.index ?? 0;
  const last = items.at(-1)?.index ?? 0;
  // biome-ignore lint/correctness/useExhaustiveDependencies: told again when the rows change under the same view
  useEffect(() => onSeen?.(first, last), [onSeen, first, last, rows]);
  const before = (items[0]?.start ?? margin) - margin;
  const after = Math.max(0, virtual.getTotalSize() - ((items.at(-1)?.end ?? margin) - margin));
  return (
    <>
      <Spacer height={before} />
      {items.map(({ index }) => {
        const row = rows[index];
        if (row === undefined) return null;
        const measured = { ref: virtual.measureElement, 'data-index': index };
        return <Keyed key={rowKey(row)}>{children(row, index, measured)}</Keyed>;
      })}
      <Spacer height={after} />
    </>
  );
}

const Keyed = ({ children }: { children: ReactNode }) => children;

/** One cell: more would make columns of those that a narrow screen leaves out. */
function Spacer({ height }: { height: number }) {
  if (height <= 0) return null;
  return (
    <tr className={classes.spacer}>
      <td style={{ height }} />
    </tr>
  );
}
